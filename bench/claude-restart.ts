import type { Readable } from 'node:stream'
import type Docker from 'dockerode'
import type { Client } from '../client/client.ts'
import { incarnationOf, offsetsPerIncarnation } from '../contract/offset.ts'
import { createEngineView } from '../e2e/fixtures/engine.ts'
import { startGitServer } from '../e2e/fixtures/git-server.ts'
import { makeRepository } from '../e2e/fixtures/make-repository.ts'
import { startMessagesStub } from '../e2e/fixtures/messages-stub.ts'
import { watchOutput } from '../e2e/fixtures/output.ts'
import { environmentOf, sessionWhen } from '../e2e/fixtures/sessions.ts'
import { inTurns, roundsOf, timed } from './rounds.ts'
import { againstFloor, medians, type Row } from './row.ts'
import { startBenchServer } from './server.ts'

const rounds = roundsOf(8)
const image = 'claudework-session:latest'
/** Of Claude Code's input line. */
const prompt = '❯'
const configFolder = '/tmp/claude'
const configured = { hasCompletedOnboarding: true, theme: 'dark', projects: { '/workspace': { hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true } } }

/** `sessions.restart` of a DOCKER session until Claude Code can be typed to, against `docker restart` and a start of the same CLI by hand. */
export async function claudeRestart(): Promise<Row[]> {
  const engine = createEngineView()
  const address = await engine.hostAddress()
  using repository = makeRepository({ files: 3 })
  await using git = await startGitServer(repository, address)
  await using stub = await startMessagesStub({ host: address })
  const cli = { ANTHROPIC_BASE_URL: `http://${address}:${String(stub.port)}`, ANTHROPIC_AUTH_TOKEN: 'stub-token', CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' }
  await using server = await startBenchServer(cli)
  const ours = await oursOn(server.client, git.url)
  const byHand = await byHandOn(engine.docker, cli)
  try {
    await ours()
    await byHand.restart()
    const times = await inTurns(rounds, { floor: () => timed(byHand.restart), ours: () => timed(ours), again: () => timed(byHand.restart) })
    return [againstFloor({ id: 'restart', what: 'sessions.restart to Claude Code\'s prompt, docker restart + the CLI', unit: 'ms', ...medians(times), target: 1.5 })]
  } finally {
    await byHand.container.remove({ force: true })
  }
}

async function oursOn(client: Client, repoUrl: string): Promise<() => Promise<void>> {
  const environmentId = await environmentOf(client, 'DOCKER')
  const { id } = await client.sessions.create.mutate({ name: 'Bench restart', repoUrl, environmentId, agent: 'claude' })
  const { status, statusReason } = await sessionWhen(client, id, (session) => session.status !== 'creating')
  const [terminal] = await client.terminals.list.query({ sessionId: id })
  if (status !== 'running' || !terminal) throw new Error(`the session is ${status}: ${statusReason ?? ''}`)
  using first = watchOutput(client, terminal.id)
  await first.until(prompt)
  return async () => {
    // Its supervisor starts anew, and with it the offsets: what stood on the screen before is none of them.
    await client.sessions.restart.mutate({ id })
    using output = watchOutput(client, terminal.id, await startOf(client, id))
    await output.until(prompt)
  }
}

/** Where the output of the supervisor that runs now begins. */
async function startOf(client: Client, sessionId: string): Promise<number> {
  const [terminal] = await client.terminals.list.query({ sessionId })
  return incarnationOf(terminal?.offset ?? 0) * offsetsPerIncarnation
}

async function byHandOn(docker: Docker, cli: Record<string, string>): Promise<{ container: Docker.Container; restart: () => Promise<void> }> {
  const variables = { ...cli, CLAUDE_CONFIG_DIR: configFolder, CLAUDE_CODE_SANDBOXED: '1', TERM: 'xterm-256color' }
  const container = await docker.createContainer({
    Image: image, User: '1000:1000', WorkingDir: '/workspace', Entrypoint: ['sleep'], Cmd: ['infinity'],
    Env: Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    HostConfig: { Init: true, NetworkMode: 'claudework' },
  })
  await container.start()
  const write = await container.exec({ Cmd: ['/bin/sh', '-c', `mkdir -p ${configFolder} && printf %s "$1" > ${configFolder}/.claude.json`, 'sh', JSON.stringify(configured)], AttachStdout: true })
  await ended(await write.start({}))
  return {
    container,
    async restart() {
      await container.restart()
      const exec = await container.exec({ Cmd: ['claude'], Tty: true, AttachStdin: true, AttachStdout: true, AttachStderr: true })
      const stream = await exec.start({ hijack: true, stdin: true, Tty: true })
      await exec.resize({ w: 80, h: 24 })
      await shows(stream, prompt)
      stream.destroy()
    },
  }
}

function shows(stream: Readable, wanted: string): Promise<void> {
  let text = ''
  return new Promise((resolve, reject) => {
    stream.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString('utf8')).slice(-20_000)
      if (text.includes(wanted)) resolve()
    })
    stream.on('end', () => { reject(new Error(`there was no prompt, but: ${text.slice(-500)}`)) })
  })
}

function ended(stream: Readable): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.on('end', resolve).on('error', reject).resume()
  })
}
