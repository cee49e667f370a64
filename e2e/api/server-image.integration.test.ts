// claudework in a container of its own: the image is built and run beside the engine whose socket it is given.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createClient } from '../../client/client.ts'
import { packed } from '../../scripts/package/testing/packed.ts'
import { createEngineView } from '../fixtures/engine.ts'
import { freePort } from '../fixtures/free-port.ts'

const folder = mkdtempSync(join(tmpdir(), 'claudework-server-image-'))
const tag = `claudework-server-test-${String(process.pid)}`
const token = 'token-of-a-server-in-a-container'
const { docker } = createEngineView()
const socket = (process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock').replace('unix://', '')

beforeAll(async () => {
  const { archive } = await packed(folder)
  const context = join(folder, 'context')
  mkdirSync(join(context, 'docker'), { recursive: true })
  copyFileSync(archive, join(context, basename(archive)))
  copyFileSync('docker/server.Dockerfile', join(context, 'docker/server.Dockerfile'))
  // The session image stands in for the one from a registry: it has Node 22, git and ssh.
  const stream = await docker.buildImage({ context, src: ['docker/server.Dockerfile', basename(archive)] }, {
    t: tag, dockerfile: 'docker/server.Dockerfile', networkmode: 'host', rm: true, forcerm: true,
    buildargs: { NODE_IMAGE: 'claudework-session' },
  })
  const lines = await new Promise<{ error?: string; stream?: string }[]>((resolve, reject) => {
    docker.modem.followProgress(stream, (error: Error | null, output: { error?: string; stream?: string }[]) => { if (error) reject(error); else resolve(output) })
  })
  const failed = lines.find(({ error }) => error !== undefined)
  if (failed) throw new Error(`${failed.error ?? ''}\n${lines.map((line) => line.stream ?? '').join('').slice(-2_000)}`)
})
afterAll(async () => {
  await docker.getImage(tag).remove({ force: true })
  rmSync(folder, { recursive: true, force: true })
})

it('runs as nobody in particular, on Node 22, reaches the engine by its socket, and ends when it is told to', async () => {
  const port = await freePort()
  const container = await docker.createContainer({
    Image: tag,
    Env: [`PORT=${String(port)}`, `CLAUDEWORK_TOKEN=${token}`],
    HostConfig: { NetworkMode: 'host', Init: true, GroupAdd: [String(statSync(socket).gid)], Binds: [`${socket}:/var/run/docker.sock`] },
  })
  try {
    await container.start()
    await expect.poll(() => fetch(`http://127.0.0.1:${String(port)}/trpc/health.get`).then(({ status }) => status, () => 0)).toBe(200)
    const client = createClient({ url: `http://127.0.0.1:${String(port)}`, token })
    await expect.poll(async () => {
      const health = await client.health.get.query()
      return health.engine?.state
    }).toBe('ok')
    await client.close()
    const log = (await container.logs({ stdout: true, stderr: true })).toString()
    expect(log).toContain('claudework is ready: http://claudework-')
    const { Config, State } = await container.inspect()
    expect({ user: Config.User, running: State.Running }).toEqual({ user: '1000:1000', running: true })
    await container.stop({ t: 20 })
    expect((await container.inspect()).State.ExitCode).toBe(0)
  } finally {
    await container.remove({ force: true, v: true })
  }
})
