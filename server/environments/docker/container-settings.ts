// What a session's container is told about git and ssh: files of root's below /etc/claudework, put in before the first start and
// whenever they change, so that no image has to bring them and no session can change them.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pack } from 'tar-stream'
import type { Engine } from '../../docker/engine.ts'
import type { Place } from '../adapter.ts'
import { gitConfigFile, helperCommand, hostIdentity } from '../credentials/git-config.ts'
import { archiveOf } from './recipe.ts'
import { inside, runtimeProgram } from './session-container.ts'

const gitConfig = `${inside.settings}/gitconfig`
const knownHosts = `${inside.settings}/known_hosts`

/** As in the entrypoint of the session image, but for a person who can answer. A name's keys are kept where the session keeps its state. */
const sshCommand = `ssh -o StrictHostKeyChecking=accept-new -o GlobalKnownHostsFile=${knownHosts} -o UserKnownHostsFile=${inside.home}/.ssh/known_hosts`

export type ContainerSettingsDeps = {
  engine: Engine
  /** The folder of the image recipes. */
  imageRecipe: string
  /** The server's own variables. */
  env: Record<string, string | undefined>
}

type Files = { gitConfigText: string; knownHostsText: Buffer }

/** For a container that does not run. `fresh`: its state volume has not been written by a session yet. */
export async function putSettings(deps: ContainerSettingsDeps, { containerId, place, fresh }: { containerId: string; place: Place; fresh: boolean }): Promise<void> {
  await put(deps.engine, await filesFor(deps, place), { containerId, fresh })
}

/** The same for a container that has them already, unless they are those of `known`: to put them in takes the engine 0.1 s. Resolves with what names them. */
export async function renewSettings(deps: ContainerSettingsDeps, { containerId, place, known }: { containerId: string; place: Place; known: string | null }): Promise<string> {
  const files = await filesFor(deps, place)
  const digest = createHash('sha256').update(files.gitConfigText).update('\0').update(files.knownHostsText).digest('hex')
  if (digest !== known) await put(deps.engine, files, { containerId, fresh: false })
  return digest
}

async function filesFor({ imageRecipe, env }: ContainerSettingsDeps, place: Place): Promise<Files> {
  const helper = helperCommand([...runtimeProgram('node', `${inside.runtime}/app/git-credential.cjs`), inside.gitSocket])
  return {
    gitConfigText: gitConfigFile({ identity: await hostIdentity(env), repoUrl: place.repoUrl, workTree: inside.work, helper, sshCommand }),
    knownHostsText: readFileSync(join(imageRecipe, 'known_hosts')),
  }
}

async function put(engine: Engine, { gitConfigText, knownHostsText }: Files, { containerId, fresh }: { containerId: string; fresh: boolean }): Promise<void> {
  const archive = pack()
  archive.entry({ name: inside.settings.slice(1), type: 'directory', mode: 0o755 })
  archive.entry({ name: gitConfig.slice(1), mode: 0o444 }, gitConfigText)
  archive.entry({ name: knownHosts.slice(1), mode: 0o444 }, knownHostsText)
  // `git config --global` follows the link, and is refused.
  if (fresh) archive.entry({ name: `${inside.home.slice(1)}/.gitconfig`, type: 'symlink', linkname: gitConfig, uid: 1000, gid: 1000 })
  await engine.containers.putArchive(containerId, '/', await archiveOf(archive))
}
