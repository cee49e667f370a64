// F53: a Claude CLI that misbehaves, in each way on its own.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isSameProcess, startTimeOf } from '../process-identity.ts'
import type { Deadlines } from './deadlines.ts'
import { within } from './claude-process.ts'
import { createManagerFixture, managerOver, messageWhere, viewWhere } from './testing/manager-fixture.ts'
import type { RudeMode } from './testing/rude-claude.ts'

const sessionId = 'one'
const short: Partial<Deadlines> = { closeMs: 50, interruptMs: 50, terminateMs: 50, drainMs: 200 }

async function rude(mode: RudeMode, deadlines: Partial<Deadlines> = short) {
  const fixture = await createManagerFixture({ command: [process.execPath, join(import.meta.dirname, 'testing/rude-claude.ts'), mode], env: () => ({}), deadlines })
  const manager = fixture.manager()
  await fixture.made(manager, sessionId)
  const start = () => manager.start(fixture.placeOf(sessionId), fixture.saving(sessionId))
  const stop = () => manager.stop(fixture.placeOf(sessionId), 'stopped by user')
  const stateIs = (state: string) => viewWhere(manager, sessionId, (view) => view.agentState.state === state)
  const entries = async () => (await manager.transcript.list({ sessionId, limit: 100 })).map(({ entry }) => entry)
  return { fixture, manager, start, stop, stateIs, entries, [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose]() }
}

describe('F53: a stream-json process that misbehaves', () => {
  it('is polite: the fixture itself takes turns', async () => {
    await using session = await rude('is polite')
    await session.start()
    expect(await session.manager.send(sessionId, { text: 'hi' })).toMatchObject({ state: 'delivered' })
    await session.stateIs('done')
    expect((await session.entries()).map(({ kind }) => kind)).toEqual(['process', 'prompt', 'text', 'result'])
  })

  it('never answers: the start fails with a sentence, and nothing is left running', async () => {
    await using session = await rude('never answers', { ...short, startMs: 300 })
    await expect(session.start()).rejects.toThrow(/did not answer within 0.3 s/)
    const { process: left } = session.fixture.stateOf(sessionId)
    expect(left === null || isSameProcess(left)).toBe(false)
    expect(session.manager.view(sessionId)).toMatchObject({ running: false, agentState: { state: 'error' } })
  })

  it('never answers: a start that is cancelled ends at once', async () => {
    await using session = await rude('never answers')
    const cancel = new AbortController()
    const started = session.manager.start(session.fixture.placeOf(sessionId), { ...session.fixture.saving(sessionId, () => { cancel.abort() }), signal: cancel.signal })
    await expect(started).rejects.toMatchObject({ kind: 'cancelled' })
    expect(session.manager.view(sessionId)).toMatchObject({ running: false })
  })

  it('exits at the start: the start says what it printed last', async () => {
    await using session = await rude('exits at the start')
    await expect(session.start()).rejects.toThrow(/exit code 1: Invalid API key, please log in/)
    await expect(session.manager.send(sessionId, { text: 'hi' })).rejects.toThrow(/Invalid API key/)
    expect(session.manager.view(sessionId)?.queued).toEqual([])
  })

  it('hangs after its result: a stop goes up the ladder to SIGKILL', async () => {
    await using session = await rude('hangs after its result')
    await session.start()
    await session.manager.send(sessionId, { text: 'hi' })
    await session.stateIs('done')
    await session.stop()
    expect(session.manager.view(sessionId)).toMatchObject({ running: false, exit: { cause: 'stopped by user', signal: 'SIGKILL' } })
  })

  it('never ends a turn: the stall is shown, nothing is killed, and an interrupt ends it', async () => {
    await using session = await rude('never ends a turn', { ...short, stallMs: 200 })
    await session.start()
    await session.manager.send(sessionId, { text: 'hi' })
    await viewWhere(session.manager, sessionId, ({ agentState }) => agentState.message?.includes('printed nothing') === true)
    expect(session.manager.view(sessionId)).toMatchObject({ running: true, agentState: { state: 'working' } })
    await session.manager.interrupt(sessionId)
    expect(session.manager.view(sessionId)).toMatchObject({ running: false, agentState: { state: 'idle' } })
  })

  it('dies in the middle of a line: the half line is kept and the exit is told', async () => {
    await using session = await rude('dies in the middle of a line')
    await session.start()
    await session.manager.send(sessionId, { text: 'hi' })
    await session.stateIs('error')
    expect(session.manager.view(sessionId)?.agentState.message).toContain('exit code 3')
    expect(await session.entries()).toContainEqual(expect.objectContaining({ kind: 'raw', why: 'half a line' }))
  })

  it('floods stderr: the turn ends all the same', async () => {
    await using session = await rude('floods stderr')
    await session.start()
    await session.manager.send(sessionId, { text: 'hi' })
    await session.stateIs('done')
  })

  it('leaves a child with its pipes: the exit is seen without their end', async () => {
    await using session = await rude('leaves a child with its pipes')
    await session.start()
    await session.manager.send(sessionId, { text: 'hi' })
    const { entry } = await messageWhere(session.manager, { sessionId }, (one) => one.kind === 'text')
    const child = Number(entry.kind === 'text' ? entry.text.split(' ')[1] : NaN)
    await viewWhere(session.manager, sessionId, ({ running }) => !running)
    expect(startTimeOf(child)).not.toBeNull()
    process.kill(child, 'SIGKILL')
  })

  it('prints junk: all of it is kept as raw, and the turn ends', async () => {
    await using session = await rude('prints junk')
    await session.start()
    await session.manager.send(sessionId, { text: 'hi' })
    await session.stateIs('done')
    const raws = (await session.entries()).flatMap((entry) => (entry.kind === 'raw' ? [`${entry.why}: ${entry.text}`] : []))
    expect(raws).toEqual([
      'not JSON: Welcome!', 'not JSON: not json at all', 'unknown event: {"no":"type"}', 'unknown event: [1,2]', 'unknown event: null',
      'unknown event: {"type":"assistant"}', 'unknown event: {"type":"event_of_a_later_version","x":1}', 'not JSON: {"type":"result"',
    ])
  })

  it('A84: prints a line without end: its beginning is kept, and the turn ends', async () => {
    await using session = await rude('prints a line without end')
    await session.start()
    await session.manager.send(sessionId, { text: 'hi' })
    await session.stateIs('done')
    const raw = (await session.entries()).find((entry) => entry.kind === 'raw')
    expect(raw).toMatchObject({ why: 'line too long', bytes: 9 * 1024 * 1024 })
    expect(JSON.stringify(raw).length).toBeLessThan(10_000)
  })

  it('A84: splits its characters: none is lost', async () => {
    await using session = await rude('splits its characters')
    await session.start()
    await session.manager.send(sessionId, { text: 'hi' })
    await session.stateIs('done')
    expect(await session.entries()).toContainEqual(expect.objectContaining({ kind: 'text', text: '日本語 🍇 naïve' }))
  })

  it('closes its output: it is ended, since nobody would hear of it again', async () => {
    await using session = await rude('closes its output')
    await session.start()
    await session.manager.send(sessionId, { text: 'hi' })
    await session.stateIs('error')
    expect(session.manager.view(sessionId)).toMatchObject({ running: false, exit: { signal: 'SIGKILL' } })
    expect(session.manager.view(sessionId)?.agentState.message).toContain('closed its output')
  })

  it('closes its input: it is ended, and a prompt it did not take has failed', async () => {
    await using session = await rude('closes its input', { ...short, closeMs: 10_000 })
    await session.start()
    await session.manager.send(sessionId, { text: 'hi' })
    await session.stateIs('done')
    expect(await session.manager.send(sessionId, { text: 'nobody reads this' })).toMatchObject({ state: 'failed' })
    await session.stateIs('error')
    expect(session.manager.view(sessionId)?.agentState.message).toContain('closed its input')
  })

  it('A84: prints hostile events: no prototype is touched, and the next turn works', async () => {
    await using session = await rude('prints hostile events')
    await session.start()
    await session.manager.send(sessionId, { text: 'one' })
    await session.stateIs('done')
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    const call = (await session.entries()).find((entry) => entry.kind === 'tool-call')
    expect(call && Object.getPrototypeOf(call)).toBe(Object.prototype)
    await session.manager.send(sessionId, { text: 'two' })
    await messageWhere(session.manager, { sessionId }, (entry) => entry.kind === 'text' && entry.text === 'echo: two')
  })

  it('F43: prints thousands of events into a database that hangs: the process waits, and the memory holds few of them', async () => {
    await using session = await rude('prints thousands of events')
    const gate = Promise.withResolvers<undefined>()
    const { db, folder, placeOf, saving } = session.fixture
    const manager = managerOver({
      db: { ...db, write: async (work) => { await gate.promise; return db.write(work) } },
      folder, command: session.fixture.command, env: {},
    })
    await manager.start(placeOf(sessionId), saving(sessionId))
    void manager.send(sessionId, { text: 'hi' })
    await expect.poll(() => manager.transcript.behind(sessionId)).toBeGreaterThan(1_000)
    expect(await within(500, viewWhere(manager, sessionId, ({ agentState }) => agentState.state === 'done'))).toBe(false)
    expect(manager.transcript.behind(sessionId)).toBeLessThan(3_500)
    gate.resolve(undefined)
    await viewWhere(manager, sessionId, ({ agentState }) => agentState.state === 'done')
    await manager.close()
    expect((await manager.transcript.list({ sessionId, limit: 1 }))[0]?.seq).toBeGreaterThan(5_000)
  })

  it('F43: prints thousands of events: all are stored, in order', async () => {
    await using session = await rude('prints thousands of events')
    await session.start()
    await session.manager.send(sessionId, { text: 'hi' })
    await session.stateIs('done')
    const texts: string[] = []
    for (let after = 0; ;) {
      const messages = await session.manager.transcript.list({ sessionId, after, limit: 1_000 })
      if (messages.length === 0) break
      expect(messages[0]?.seq).toBe(after + 1)
      after = messages.at(-1)?.seq ?? after
      texts.push(...messages.flatMap(({ entry }) => (entry.kind === 'text' && entry.text.startsWith('event') ? [entry.text] : [])))
    }
    expect(texts).toEqual(Array.from({ length: 5_000 }, (_, count) => `event ${String(count)}`))
  })
})
