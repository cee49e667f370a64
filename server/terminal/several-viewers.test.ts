// A program in a terminal that many look at is answered once, and hears of each change of size once.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SupervisorLink } from './link.ts'
import { openShell, runningSupervisor, watchTerminal, type RunningSupervisor } from './testing/running-supervisor.ts'

let supervisor: RunningSupervisor
let links: SupervisorLink[]

beforeAll(async () => {
  supervisor = runningSupervisor()
  links = [supervisor.link(), supervisor.link(), supervisor.link()]
  await Promise.all(links.map((link) => link.ready(AbortSignal.timeout(30_000))))
})
afterAll(async () => {
  for (const link of links) link.dispose()
  await supervisor[Symbol.asyncDispose]()
})

const queries = ['[c', '[6n', ']11;?\\a', ']7501;?\\a']

test('A46 DA, CPR, OSC 11 and OSC 7501 are answered once, whether one looks, three do, or nobody', async () => {
  const heard: string[] = []
  for (const count of [0, 1, 3]) {
    const [link] = links
    if (!link) throw new Error('there is no link')
    const id = `queries.${String(count)}`
    // Each answer may take its time; what comes twice would come right behind the first.
    const ask = queries.map((query) => `printf '\\033${query}'; sleep 0.3`).join('; ')
    await openShell(link, id, `stty raw -echo; read -rsn1; printf '\\033[5;7H'; { ${ask}; printf '\\033[c'; } & timeout --foreground 2.5 cat > /tmp/${id}.$$; wait; printf 'heard:'; base64 -w0 /tmp/${id}.$$; rm /tmp/${id}.$$; printf ':end'; read -rsn1`)
    const viewers = links.slice(0, count).map((one) => watchTerminal(one, { terminalId: id, offset: 0, clientId: crypto.randomUUID() }))
    await link.write({ terminalId: id, data: Buffer.from('g') })
    const reader = watchTerminal(link, { terminalId: id, offset: 0 })
    await reader.untilText(':end', 20_000)
    heard.push(Buffer.from(/heard:(.*):end/s.exec(reader.text())?.[1] ?? '', 'base64').toString('latin1').replaceAll('\u001b', 'ESC'))
    await Promise.all([...viewers, reader].map((viewer) => viewer.leave()))
    await link.close(id)
  }
  const [none = ''] = heard
  expect(none).toMatch(/^ESC\[\?1;2cESC\[5;7RESC\]11;rgb:[0-9a-f/]+ESC\\ESC\]7501;\?ESC\\ESC\[\?1;2c$/)
  expect(heard).toEqual([none, none, none])
})

test('F27 a change of size is told to the program once, however many look and wish for theirs', async () => {
  const [driver, watcher] = links
  if (!driver || !watcher) throw new Error('there are no links')
  const id = 'sizes'
  await openShell(driver, id, 'n=0; trap \'n=$((n+1)); echo winch-$n-$(stty size | tr " " x)\' WINCH; echo ready; while :; do read -t 1 -rsn1 key; [ "$key" = q ] && break; done; echo total-$n')
  const viewer = watchTerminal(driver, { terminalId: id, offset: 0, clientId: 'driver' })
  const other = watchTerminal(watcher, { terminalId: id, offset: 0, clientId: 'watcher' })
  await viewer.untilText('ready')
  await driver.resize({ terminalId: id, clientId: 'driver', cols: 100, rows: 30 })
  await viewer.untilText('winch-1-30x100')
  // The same again, and what those wish for who do not drive, are no changes.
  await driver.resize({ terminalId: id, clientId: 'driver', cols: 100, rows: 30 })
  await watcher.resize({ terminalId: id, clientId: 'watcher', cols: 50, rows: 20 })
  await watcher.resize({ terminalId: id, clientId: 'watcher', cols: 51, rows: 20 })
  await driver.resize({ terminalId: id, clientId: 'driver', cols: 110, rows: 31 })
  await viewer.untilText('winch-2-31x110')
  await watcher.resize({ terminalId: id, clientId: 'watcher', cols: 51, rows: 20, take: true })
  await viewer.untilText('winch-3-20x51')
  await watcher.write({ terminalId: id, clientId: 'watcher', data: Buffer.from('q') })
  await viewer.untilText('total-3')
  await Promise.all([viewer.leave(), other.leave()])
  await driver.close(id)
})
