// The examples of docs/CLI.md, as they stand there and in their order, against a server with a real engine.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../e2e/fixtures/free-port.ts'
import { environmentFor } from '../../cli/testing/command-line.ts'
import { startTestServer, testToken, type TestServer } from '../../server/testing/test-server.ts'
import { environmentOf, sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { build } from '../prepare.mjs'
import { acmeShop, type AcmeShop } from './testing/acme-shop.ts'
import { commandsOf, fencedBlocks } from './fenced-blocks.ts'
import { startShown, withStandIns } from './testing/shown-command.ts'

const root = join(import.meta.dirname, '../..')
const examples = fencedBlocks(readFileSync(join(root, 'docs/CLI.md'), 'utf8')).flatMap(commandsOf).filter(({ marked }) => !marked).map(({ command }) => command)

const made = new AsyncDisposableStack()
let shop: AcmeShop
let test: TestServer
let standIns: Record<string, string>

beforeAll(async () => {
  build()
  shop = made.use(acmeShop())
  shop.program('claudework', `exec ${process.execPath} ${join(root, 'bin/claudework.cjs')} "$@"`)
  // An agent that needs no account, and a machine whose services are its own business.
  shop.program('claude', 'exec cat')
  shop.program('systemctl', 'exit 0')
  shop.program('journalctl', 'echo claudework is ready')
  test = made.use(await startTestServer(shop.env))
  await test.client.environments.update.mutate({ id: await environmentOf(test.client, 'HOST'), isDefault: true })
  const backups = join(shop.home, 'backups')
  mkdirSync(backups)
  writeFileSync(join(shop.changed, 'task.md'), 'Look at the cart.\n')
  writeFileSync(join(shop.changed, 'token'), testToken)
  standIns = { 'https://box.example.net': test.url, 'PORT=4700': `PORT=${String(await freePort())}`, '/mnt/backups': backups }
})
afterAll(() => made.disposeAsync())

type Expected = { code?: number; says?: RegExp; complains?: RegExp; until?: RegExp; first?: () => unknown; then?: (stdout: string) => unknown }

const serving: Expected = { until: /is ready: http\S+\n/, says: /is ready: http/ }
const shopId = async (): Promise<string> => (await test.client.sessions.list.query()).find(({ name }) => name === 'shop')?.id ?? ''
const gitCheckout = (): void => { execFileSync('git', ['checkout', '--quiet', '.'], { cwd: shop.changed }) }

/** Where more is to be said of an example than that it ends with 0. */
const expectations: Record<string, Expected> = {
  'claudework serve': serving,
  'PORT=4700 claudework serve': serving,
  'claudework login': { says: /\/sign-in#/ },
  'claudework login --name box --url https://box.example.net < token': { says: /^box: remembered/ },
  'claudework ls --json | jq -r ".[].name"': { says: /^$/ },
  'claudework new https://github.com/acme/shop.git --branch main --wait': {
    says: /^\S+\n$/,
    complains: /agent: done/,
    // Of two sessions with one name, and of two rescues, the other examples could mean either.
    then: async (id) => {
      const { rescueId } = await test.client.sessions.remove.mutate({ id: id.trim() })
      await test.client.rescues.remove.mutate({ id: rescueId ?? '' })
    },
  },
  'claudework new git@github.com:acme/shop.git --agent shell --env HOST': { says: /^\S+\n$/, then: (id) => sessionWhen(test.client, id.trim(), ({ status }) => status === 'running') },
  'claudework exec shop -- git status --short': { says: /^$/ },
  'claudework send shop "Run the tests and fix what fails."': { says: /^shop: / },
  'claudework send shop < task.md': { says: /^shop: / },
  'claudework diff shop': { says: /src\/cart\.ts/ },
  'claudework diff shop src/cart.ts': { says: /^\+export const cart = \[1\]$/m },
  'claudework diff shop --patch | git apply': { first: gitCheckout, then: () => { expect(readFileSync(join(shop.changed, 'src/cart.ts'), 'utf8')).toContain('[1]') } },
  'claudework env create build-box --set engine.type=ssh --set engine.host=build.example.net --set memoryMiB=8192': { says: /build\.example\.net/ },
  'claudework env update DOCKER --set env.HTTPS_PROXY=http://proxy:3128 --set cpus= --default': { says: /proxy:3128/ },
  'claudework env check build-box': { code: 1, says: /build-box|engine/i, then: async () => {
    const box = (await test.client.environments.list.query()).find(({ name }) => name === 'build-box')
    await test.client.environments.remove.mutate({ id: box?.id ?? '' })
  } },
  'claudework rescue': { first: async () => test.client.sessions.remove.mutate({ id: await shopId() }), says: /shop/ },
  'claudework rescue restore shop --env DOCKER': { says: /^\S+\n$/, then: (id) => sessionWhen(test.client, id.trim(), ({ status, environmentKind }) => status === 'running' && environmentKind === 'DOCKER') },
  'claudework events shop': { says: /user {2}"shop"/ },
  'claudework events --follow --json | jq --unbuffered .what': { until: /^"\w.*"\n/, says: /^"\w/ },
  'claudework service logs --follow': { says: /claudework is ready/ },
  'PORT=4700 claudework service install': { says: /installed and started/ },
}

describe('docs/CLI.md', () => {
  it('has all the examples of which something is expected', () => {
    expect(Object.keys(expectations).filter((command) => !examples.includes(command))).toEqual([])
  })

  it.each(examples)('%s', async (example) => {
    const { code = 0, says, complains, until, first, then } = expectations[example] ?? {}
    await first?.()
    const serves = until !== undefined && example.endsWith('serve')
    const env = { ...environmentFor(test), ...shop.env, ...(serves ? { CLAUDEWORK_DATA_DIR: join(shop.home, 'data'), PORT: '0' } : {}) }
    const running = startShown(withStandIns(example, standIns), { env, cwd: shop.changed })
    if (until) await running.until(until).finally(running.interrupt)
    const ran = await running.ended
    if (!until) expect(ran).toMatchObject({ code })
    if (says) expect(ran.stdout).toMatch(says)
    if (complains) expect(ran.stderr).toMatch(complains)
    await then?.(ran.stdout)
  })
})
