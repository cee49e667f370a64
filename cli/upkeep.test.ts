// What keeps an installation well, by the command line: doctor, backup, restore. Processes of their own against a real server.
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runningSession } from '../e2e/fixtures/sessions.ts'
import { makeSmallRepository, startTestServer, type TestServer } from '../server/testing/test-server.ts'
import { claudework, emptyHome, environmentFor, type Ran } from './testing/command-line.ts'

const home = emptyHome()
let test: TestServer
let id: string

beforeAll(async () => {
  test = await startTestServer({ DOCKER_HOST: 'unix:///nonexistent/docker.sock', HOME: home })
  id = (await runningSession(test.client, 'HOST', { name: 'Shop', repoUrl: makeSmallRepository() })).id
})
afterAll(async () => {
  await test[Symbol.asyncDispose]()
  rmSync(home, { recursive: true })
})

const run = (...argv: string[]): Promise<Ran> => claudework(argv, environmentFor(test))
const said = ({ stdout }: Ran): string => stdout.toString()

describe('doctor', () => {
  it('F33 lists what is left behind, says what it could not look at, and takes away nothing that may hold work', async () => {
    const left = join(test.dataDir, 'sessions', 'f'.repeat(32))
    mkdirSync(left, { recursive: true })
    const looked = await run('doctor', '--older', '0')
    expect(looked).toMatchObject({ code: 1, stderr: expect.stringMatching(/^An environment could not be looked at: .*install/i) as string })
    expect(said(looked)).toMatch(new RegExp(`^look +folder +${left} +The folder of a session that is not in the list; it may hold work$`, 'm'))
    expect(said(await run('doctor', '--older', '0', '--fix', '--yes'))).toMatch(/^look +folder/m)
    expect(existsSync(left)).toBe(true)
    expect(JSON.parse(said(await run('doctor', '--older', '0', '--json')))).toMatchObject({ leftovers: [{ kind: 'folder', safe: false }], unknown: [{}], cleared: [] })
    rmSync(left, { recursive: true })
    expect(said(await run('doctor', '--older', '0'))).toBe('Nothing is left behind.\n')
    expect(said(await run('doctor', '--adopt', '?'))).toBe('There are no sessions of others.\n')
    expect(await run('doctor', '--older', 'long')).toMatchObject({ code: 2, stderr: expect.stringContaining('--older takes minutes; it is "long"') as string })
    expect(await run('doctor', '--adopt', id, '--yes')).toMatchObject({ code: 1, stderr: expect.stringContaining('No environment holds a session of this id that is not in the list') as string })
  }, 60_000)
})

describe('backup and restore', () => {
  it('writes one file for its owner alone, and brings it back at the next start of a server that goes on until then', async () => {
    const file = join(test.dataDir, 'copy.tar')
    expect(await run('backup', '--to', '/nonexistent/copy.tar')).toMatchObject({ code: 1, stderr: 'claudework: /nonexistent/copy.tar could not be used: no such file or directory.\n' })
    rmSync(join(test.dataDir, 'backups'), { recursive: true })
    expect(said(await run('backup', '--to', file))).toBe(`${file}\n`)
    const made = readdirSync(join(test.dataDir, 'backups')).filter((name) => name.endsWith('.tar')).map((name) => statSync(join(test.dataDir, 'backups', name)))
    expect(made.map(({ mode, size }) => [mode & 0o777, size])).toEqual([[0o600, statSync(file).size]])
    await test.client.sessions.update.mutate({ id, name: 'Renamed since' })

    expect(said(await run('restore', file, '--yes'))).toMatch(/^It is whole \(\d+ files\) and lies ready; restart claudework to take it\.\n$/)
    // Nothing changes under a server that runs.
    expect(await test.client.sessions.get.query({ id })).toMatchObject({ name: 'Renamed since', status: 'running' })
    await test.restart()
    expect(said(await run('ls'))).toMatch(/Shop {2}running/)
    expect(said(await run('events', '--limit', '200'))).toMatch(/backup restored/)
    expect(readdirSync(join(test.dataDir, 'before-restore'))).toHaveLength(1)
  }, 60_000)

  it('refuses what is no backup, or is cut short, with a sentence and nothing changed', async () => {
    const wrong = join(test.dataDir, 'wrong.tar')
    writeFileSync(wrong, 'nothing of the kind')
    expect(await run('restore', wrong, '--yes')).toMatchObject({ code: 1, stderr: expect.stringMatching(/^claudework: This .*backup.*\.\n$/) as string })
    expect(await run('restore', join(test.dataDir, 'nowhere.tar'), '--yes')).toMatchObject({ code: 1, stderr: expect.stringMatching(/^claudework: There is no file .*nowhere\.tar/) as string })
    expect(await run('restore')).toMatchObject({ code: 2 })
    expect(existsSync(join(test.dataDir, 'restore-ready'))).toBe(false)
  }, 60_000)
})
