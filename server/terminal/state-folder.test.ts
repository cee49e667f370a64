import { existsSync, readFileSync, readdirSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseSavedScreen, savedScreenPath } from '../../supervisor/protocol.ts'
import { Problem } from '../problem.ts'
import { linkedSupervisor, type LinkedSupervisor, openShell, runningSupervisor, watchTerminal } from './testing/running-supervisor.ts'

let linked: LinkedSupervisor
beforeAll(async () => { linked = await linkedSupervisor() })
afterAll(() => linked[Symbol.asyncDispose]())

describe('the state folder', () => {
  test('takes files below itself, through no link and never outside', async () => {
    const data = Buffer.from('{}')
    expect(await linked.link.writeFile({ path: 'agent/settings.json', data, mode: 0o600, ifAbsent: true })).toBe(true)
    const file = join(linked.supervisor.state, 'agent/settings.json')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(await linked.link.writeFile({ path: 'agent/settings.json', data: Buffer.from('new'), mode: 0o600, ifAbsent: true })).toBe(false)
    expect(readFileSync(file, 'utf8')).toBe('{}')
    symlinkSync('/tmp', join(linked.supervisor.state, 'out'))
    for (const path of ['../x', '/etc/x', 'a/../../x', 'out/x', 'agent//x', '', '.']) {
      await expect(linked.link.writeFile({ path, data, mode: 0o600, ifAbsent: false }), path).rejects.toBeInstanceOf(Problem)
    }
    expect(existsSync('/tmp/x')).toBe(false)
  })

  test('takes a large file in parts, each of which may come again, and no part without those before it', async () => {
    const file = join(linked.supervisor.state, 'uploads/1/large.bin')
    const parts = ['first-', 'second-', 'third'].map((text) => Buffer.from(text))
    let at = 0
    for (const data of parts) {
      await linked.link.writeFilePart({ path: 'uploads/1/large.bin', data, at })
      await linked.link.writeFilePart({ path: 'uploads/1/large.bin', data, at })
      at += data.length
    }
    expect(readFileSync(file, 'utf8')).toBe('first-second-third')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const gap = linked.link.writeFilePart({ path: 'uploads/1/large.bin', data: Buffer.from('!'), at: 1_000 })
    await expect(gap).rejects.toThrow('The beginning of this file is missing')
    symlinkSync('/etc/passwd', join(linked.supervisor.state, 'uploads/1/link'))
    await expect(linked.link.writeFilePart({ path: 'uploads/1/link', data: Buffer.from('!'), at: 1 })).rejects.toThrow('it is not a regular file')
    expect(readFileSync(file, 'utf8')).toBe('first-second-third')
  })

  test('keeps the last screen through a stop, and shows it as scrollback after', async () => {
    await using own = runningSupervisor()
    const mine = own.link()
    await mine.ready(AbortSignal.timeout(30_000))
    await openShell(mine, 'a.1', String.raw`printf 'kept \e[32mgreen\e[0m\r\n'; trap '' HUP TERM; sleep 60 & wait; wait`)
    const viewer = watchTerminal(mine, { terminalId: 'a.1', offset: 0 })
    await viewer.untilText('green')
    expect(await own.kill('SIGTERM')).toEqual({ code: 0, signal: null })
    expect(existsSync(own.socket)).toBe(false)
    const saved = parseSavedScreen(readFileSync(join(own.state, savedScreenPath('a.1')), 'utf8'))
    expect(saved).toMatchObject({ id: 'a.1', cols: 80, rows: 24, exit: { asked: true } })
    expect(saved?.data).toContain('kept \u001b[32mgreen')
    own.start()
    await mine.ready(AbortSignal.timeout(30_000))
    await openShell(mine, 'a.1', 'printf fresh; sleep 60')
    const later = watchTerminal(mine, { terminalId: 'a.1', offset: viewer.end() })
    await later.until(() => later.events.length > 0)
    expect(later.events[0]?.event).toMatchObject({ kind: 'snapshot' })
    expect(JSON.stringify(later.events[0]?.event)).toContain('kept ')
    expect((await mine.screen('a.1')).lines.join('')).not.toContain('kept')
    await mine.close('a.1')
    expect(readdirSync(join(own.state, 'supervisor/screens'))).toEqual([])
    await Promise.all([viewer.leave(), later.leave()])
    mine.dispose()
  })
})
