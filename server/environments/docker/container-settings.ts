// What a session's container is told about git and ssh: files of root's below /etc/claudework, put in before every start, so that
// no image has to bring them and no session can change them.
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

/** For a container that does not run. `fresh`: its state volume has not been written by a session yet. */
export async function putSettings({ engine, imageRecipe, env }: ContainerSettingsDeps, { containerId, place, fresh }: { containerId: string; place: Place; fresh: boolean }): Promise<void> {
  const helper = helperCommand([...runtimeProgram('node', `${inside.runtime}/app/git-credential.cjs`), inside.gitSocket])
  const text = gitConfigFile({ identity: await hostIdentity(env), repoUrl: place.repoUrl, workTree: inside.work, helper, sshCommand })
  const archive = pack()
  archive.entry({ name: inside.settings.slice(1), type: 'directory', mode: 0o755 })
  archive.entry({ name: gitConfig.slice(1), mode: 0o444 }, text)
  archive.entry({ name: knownHosts.slice(1), mode: 0o444 }, readFileSync(join(imageRecipe, 'known_hosts')))
  // `git config --global` follows the link, and is refused.
  if (fresh) archive.entry({ name: `${inside.home.slice(1)}/.gitconfig`, type: 'symlink', linkname: gitConfig, uid: 1000, gid: 1000 })
  await engine.containers.putArchive(containerId, '/', await archiveOf(archive))
}
