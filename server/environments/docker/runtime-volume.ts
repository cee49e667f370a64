import type { Engine } from '../../docker/engine.ts'
import { hasStatus } from '../../docker/engine-problem.ts'
import { Problem } from '../../problem.ts'
import { forbiddenIn, hardened, keptVolume, type Limits } from './hardening.ts'
import { helperLabels, sharedLabels } from './labels.ts'
import { filesIn, hashOf, packed, type PackedFile } from './recipe.ts'
import type { Image } from './session-image.ts'
import { createSharedJob } from './shared-job.ts'

export type RuntimeVolumeDeps = { engine: Engine; supervisorDir: string; signingKey: Uint8Array }

const target = '/claudework-runtime'
const fillMs = 120_000
const staging = '/tmp'
const stagedFolder = 'claudework-app'

// Fills the volume with the image's Node and socat, every library they and the PTY binding need, and their loader: so that they
// start in an image without Node, git or libc. Writes nothing where `complete` is: a running session uses it.
const fillScript = `
set -eu
rt=${target}
[ ! -e $rt/complete ] || exit 0
find $rt -mindepth 1 -delete
mkdir $rt/bin $rt/lib
cp -R ${staging}/${stagedFolder} $rt/app
for program in node socat; do cp -L "$(command -v $program)" $rt/bin/$program; done
ldd $rt/bin/node $rt/bin/socat $rt/app/pty-*.node | grep -o '/[^ :]*\\.so[^ :]*' | sort -u | while read -r library; do
  cp -L "$library" $rt/lib/
done
cp -L "$(ldd $rt/bin/node | grep -o '/[^ ]*/ld-linux[^ ]*' | head -n 1)" $rt/lib/loader
$rt/lib/loader --library-path $rt/lib $rt/bin/node --check $rt/app/supervisor.cjs
sync
touch $rt/complete
`

/** The volume that carries the supervisor into any image. Named by its content, filled once, never written again. */
export function createRuntimeVolume({ engine, supervisorDir, signingKey }: RuntimeVolumeDeps) {
  const checked = new Set<string>()
  const locks = new Map<string, ReturnType<typeof createSharedJob<void>>>()

  async function fill(name: string, options: { files: PackedFile[]; image: Image; limits: Limits }): Promise<void> {
    const { files, image, limits } = options
    const container = {
      // Fixed, and so a lock between servers that share the engine.
      name: `${name}-fill`,
      Image: image.id,
      User: '0:0',
      Entrypoint: ['/bin/sh', '-c'],
      Cmd: [fillScript],
      Labels: helperLabels('runtime', signingKey),
      HostConfig: { ...hardened(limits), NetworkMode: 'none', Mounts: [keptVolume(name, target)] },
    }
    const wrong = forbiddenIn({ ...container })
    if (wrong !== null) throw new Error(`a runtime helper must not have ${wrong}`)
    await engine.volumes.create({ name, labels: sharedLabels })
    const id = await createAlone(engine, container)
    try {
      await engine.containers.putArchive(id, staging, await packed(files, stagedFolder))
      let said = ''
      const attachment = await engine.containers.attach(id, (_stream, bytes) => { said = (said + bytes.toString('utf8')).slice(-2_000) })
      await engine.containers.start(id)
      const code = await engine.containers.wait(id, { deadline: fillMs })
      attachment.detach()
      if (code !== 0) throw new Problem('failed', `The supervisor's files could not be put on the engine (exit ${String(code)}): ${said.trim().split('\n').at(-1) ?? ''}.`)
    } finally {
      await engine.containers.remove(id)
    }
  }

  return {
    /** The name of a volume that is whole. */
    async ensure(image: Image, { limits, signal }: { limits: Limits; signal: AbortSignal }): Promise<string> {
      const arch = image.arch === 'arm64' ? 'arm64' : 'x64'
      const files = filesIn(supervisorDir, (file) => !file.startsWith('pty-') || file === `pty-linux-${arch}.node`)
      if (!files.some((file) => file.name === 'supervisor.cjs')) throw new Problem('precondition', 'The supervisor is not built; run npm run build.')
      const name = `claudework-rt-${hashOf(files, image.id, fillScript)}-${arch}`
      if (checked.has(name) && await engine.volumes.inspect(name)) return name
      let job = locks.get(name)
      if (!job) {
        job = createSharedJob(() => fill(name, { files, image, limits }))
        locks.set(name, job)
      }
      await job.join({ onLine: () => undefined, signal })
      checked.add(name)
      return name
    },
  }
}

/** A name in use is somebody's fill: wait for its end, then clear away what a crash left, and try again. */
async function createAlone(engine: Engine, container: Parameters<Engine['containers']['create']>[0] & { name: string }): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await engine.containers.create(container)
    } catch (error) {
      if (!hasStatus(error, 409) || attempt === 5) throw error
      const other = await engine.containers.inspect(container.name)
      if (other?.State.Running) await engine.containers.wait(container.name, { deadline: fillMs })
      else if (other && isOld(other.Created)) await engine.containers.remove(container.name)
      else await new Promise((done) => setTimeout(done, 200 * (attempt + 1)))
    }
  }
}

/** Made, but not started for this long: whoever made it is gone. */
function isOld(created: string): boolean {
  return Date.now() - Date.parse(created) > 10_000
}
