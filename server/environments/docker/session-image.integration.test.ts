import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startGitServer, type GitServer } from '../../../e2e/fixtures/git-server.ts'
import { makeRepository } from '../../../e2e/fixtures/make-repository.ts'
import { createSessionImage, type Image } from './session-image.ts'
import { helperLabels } from './labels.ts'
import { createTrial, hostAddress } from './testing/trial.ts'

const made = new AsyncDisposableStack()
let trial: Awaited<ReturnType<typeof createTrial>>
let git: GitServer
let image: Image
const lines: string[] = []

beforeAll(async () => {
  trial = made.use(await createTrial())
  const repository = made.use(makeRepository({ files: 10, extra: { 'hello.txt': 'hello\n' } }))
  git = made.use(await startGitServer(repository, await hostAddress(trial.engine)))
  const sessionImage = createSessionImage({ engine: trial.engine, recipes: trial.recipes, wantedBase: null })
  image = await sessionImage.ensure({ onLine: (line) => lines.push(line), signal: AbortSignal.timeout(280_000) })
})
afterAll(() => made.disposeAsync())

/** As `docker run` does it: the image's own entrypoint, and nothing but these variables. */
async function dockerRun(command: string[], { env = [] as string[], volume = `claudework-test-${randomBytes(8).toString('hex')}` } = {}): Promise<{ code: number; out: string }> {
  const labels = helperLabels('test', trial.signingKey)
  await trial.engine.volumes.create({ name: volume, labels })
  const id = await trial.engine.containers.create({
    Image: image.name, Cmd: command, Env: env, Labels: labels, HostConfig: { Init: true, NetworkMode: 'claudework', Mounts: [{ Type: 'volume', Source: volume, Target: '/workspace' }] },
  })
  let out = ''
  const attachment = await trial.engine.containers.attach(id, (_stream, bytes) => { out += bytes.toString('utf8') })
  await trial.engine.containers.start(id)
  const code = await trial.engine.containers.wait(id)
  await attachment.ended
  await trial.engine.containers.remove(id)
  return { code, out }
}

const cloning = (): string[] => [`REPO_URL=${git.url}`, 'GIT_ALLOW_PROTOCOL=http']

describe('the session image', () => {
  test('has Node 22, the pinned Claude Code, git, curl and ssh', async () => {
    const { out } = await dockerRun(['bash', '-c', 'node --version; claude --version; git --version; curl --version | head -1; ssh -V; id -un'])
    expect(out).toMatch(/^v22\./m)
    expect(out).toMatch(/^2\.1\.329 /m)
    expect(out).toMatch(/^git version 2\./m)
    expect(out).toMatch(/^curl 7|^curl 8/m)
    expect(out).toMatch(/^OpenSSH/m)
    expect(out).toMatch(/^node$/m)
  })

  test('adds at most 100 MB to its base and the CLI', async () => {
    const layers = await trial.engine.images.layers(image.name)
    const cli = layers.findIndex(({ by }) => by.includes('claude-code'))
    const apt = layers.findIndex(({ by }) => by.includes('apt-get install'))
    expect(cli).toBeGreaterThanOrEqual(0)
    const ours = layers.slice(0, apt + 1).filter((_layer, i) => i !== cli).reduce((sum, { bytes }) => sum + bytes, 0)
    console.log(`layers of ours: ${(ours / 1e6).toFixed(1)} MB, CLI: ${((layers[cli]?.bytes ?? 0) / 1e6).toFixed(1)} MB`)
    expect(ours).toBeGreaterThan(10e6)
    expect(ours).toBeLessThan(100e6)
  })

  test('clones REPO_URL and then runs the command in the clone', async () => {
    const { code, out } = await dockerRun(['bash', '-c', 'git status --short --branch && cat hello.txt && ls -A | head -2'], { env: [...cloning(), 'BRANCH=dev'] })
    expect(out).toMatch(/## dev\.\.\.origin\/dev\nhello\n\.git\nDEV\.md\n$/)
    expect(code).toBe(0)
  })

  test('gives a shell where no command is given', async () => {
    const inspected = await trial.engine.images.inspect(image.name)
    expect(inspected?.Config.Cmd).toEqual(['bash'])
  })

  test('F51 a failed clone leaves an empty volume, on which the next try works', async () => {
    const volume = `claudework-test-${randomBytes(8).toString('hex')}`
    const failed = await dockerRun(['ls', '-A'], { env: [...cloning(), 'BRANCH=nope'], volume })
    expect(failed).toMatchObject({ code: 128, out: expect.stringContaining('Remote branch nope not found') as string })
    expect(await dockerRun(['find', '/workspace', '-mindepth', '1'], { volume })).toEqual({ code: 0, out: '' })
    expect((await dockerRun(['cat', 'hello.txt'], { env: cloning(), volume })).out).toMatch(/hello\n$/)
  })

  test('a second start on a clone leaves it as it is', async () => {
    const volume = `claudework-test-${randomBytes(8).toString('hex')}`
    await dockerRun(['bash', '-c', 'echo mine > hello.txt'], { env: cloning(), volume })
    expect(await dockerRun(['cat', 'hello.txt'], { env: cloning(), volume })).toEqual({ code: 0, out: 'mine\n' })
  })

  test('refuses a volume that holds something else', async () => {
    const volume = `claudework-test-${randomBytes(8).toString('hex')}`
    await dockerRun(['touch', 'precious'], { volume })
    const refused = await dockerRun(['ls'], { env: cloning(), volume })
    expect(refused).toEqual({ code: 1, out: 'claudework: /workspace is not empty and holds no clone; give the container a new volume there.\n' })
    expect((await dockerRun(['ls', '-A'], { volume })).out).toBe('precious\n')
  })

  test.each(['ext::sh -c touch% /tmp/pwned', 'file:///etc', '--upload-pack=touch /tmp/pwned', 'fd::17', '/etc'])('A51 A52 clones nothing from %s', async (url) => {
    const { code, out } = await dockerRun(['bash', '-c', 'echo the command'], { env: [`REPO_URL=${url}`] })
    expect(code).not.toBe(0)
    expect(out).not.toContain('the command')
  })
})
