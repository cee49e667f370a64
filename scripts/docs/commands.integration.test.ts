// The commands of README.md, CONTRIBUTING.md and docs/SETUP.md that start and use claudework, from the pages' own text: by somebody with
// a home of their own, on a port of their own.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTmux } from '../../cli/testing/tmux.ts'
import { freePort } from '../../e2e/fixtures/free-port.ts'
import { build, environment } from '../prepare.mjs'
import { ensureTmux } from '../provision/tmux.mjs'
import { acmeShop, type AcmeShop } from './testing/acme-shop.ts'
import { commandsOf, fencedBlocks } from './fenced-blocks.ts'
import { runShown, startShown, withStandIns } from './testing/shown-command.ts'

const root = join(import.meta.dirname, '../..')
const ready = /claudework is ready: (http:\S+)\n/

/** The command of the pages that begins so. */
function shown(beginning: string): string {
  const commands = ['README.md', 'CONTRIBUTING.md', 'docs/SETUP.md'].flatMap((page) => fencedBlocks(readFileSync(join(root, page), 'utf8'))).flatMap(commandsOf)
  const found = commands.find(({ command, marked }) => !marked && command.startsWith(beginning))
  if (!found) throw new Error(`no page shows a command that begins with "${beginning}"`)
  return found.command
}

const made = new AsyncDisposableStack()
let shop: AcmeShop
let env: NodeJS.ProcessEnv
let port: string

beforeAll(async () => {
  ensureTmux()
  build()
  shop = made.use(acmeShop())
  port = String(await freePort())
  const { CLAUDEWORK_DATA_DIR: _data, CLAUDEWORK_TOKEN: _token, CLAUDEWORK_URL: _url, XDG_DATA_HOME: _share, XDG_CONFIG_HOME: _config, ...others } = environment()
  env = { ...others, ...shop.env, PATH: `${shop.env.PATH}:${others['PATH'] ?? ''}`, PORT: port, CLAUDEWORK_GIT_PROTOCOLS: 'https,ssh,file', DOCKER_HOST: 'unix:///nonexistent/docker.sock' }
})
afterAll(() => made.disposeAsync())

it('a newcomer starts it, calls it, makes a session and works in it', async () => {
  const here = { env, cwd: root }
  const server = startShown(shown('npm start'), here)
  made.defer(async () => {
    server.interrupt()
    await server.ended
  })
  await server.until(ready)
  // No engine here, and no account: this machine's own shell is the place to work in.
  expect(await runShown('node bin/claudework.cjs env update HOST --default', here)).toMatchObject({ code: 0 })
  expect(await runShown(withStandIns(shown('curl -s -H'), { ':4600': `:${port}` }), here)).toMatchObject({ code: 0, stdout: '{"result":{"data":[]}}' })
  expect(await runShown('npm run --silent login', here)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^http:\/\/claudework-\w+\.localhost:\d+\/sign-in#code=/) as string })
  // docs/CLI.md names the program so.
  expect(await runShown('npx claudework ls --json', here)).toMatchObject({ code: 0, stdout: '[]\n' })
  expect(await runShown(shown('node bin/claudework.cjs new'), here)).toMatchObject({ code: 0 })
  using terminal = startTmux({ cols: 80, rows: 24, env })
  terminal.line(`cd ${root} && ${shown('node bin/claudework.cjs attach')}`)
  await terminal.shows(/[$#] *$/m)
  terminal.line('echo in-$(git branch --show-current)-$((40+2))')
  await terminal.shows('in-main-42')
  terminal.keys('C-]')
  await terminal.shows('Detached from shop, which goes on.')
  expect(await runShown('node bin/claudework.cjs rm shop', here)).toMatchObject({ code: 0 })
})

it('npm run dev serves the page from its sources', async () => {
  const development = startShown(shown('npm run dev'), { env: { ...env, PORT: '0', CLAUDEWORK_DATA_DIR: join(shop.home, 'of-development') }, cwd: root })
  const [, url = ''] = await development.until(ready).finally(development.interrupt)
  expect(new URL(url).hostname).toMatch(/^claudework-\w+\.localhost$/)
  await development.ended
})
