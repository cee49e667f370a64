import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { openDb, type Db } from '../../db/client.ts'
import { migrationsIn } from '../../db/migration.ts'
import { sessions } from '../../db/schema.ts'
import { createManagerFixture } from './testing/manager-fixture.ts'
import { createTranscript } from './transcript.ts'

const log = pino({ level: 'silent' })
const now = () => Date.parse('2026-01-02T03:04:05.000Z')
const text = (words: string) => ({ kind: 'text' as const, text: words, parentToolUseId: null })

async function database() {
  const fixture = await createManagerFixture({ command: ['true'], env: () => ({}) })
  for (const id of ['one', 'two']) {
    await fixture.db.write((db) => db.insert(sessions).values({ id, name: id, repoUrl: 'x', agent: 'claude', status: 'running', statusCheckedAt: '', steps: [], terminals: [], createdAt: '' }))
  }
  return fixture
}

async function opened(db: Db) {
  const transcript = createTranscript({ db, log, now })
  for (const id of ['one', 'two']) await transcript.open(id)
  return transcript
}

describe('the transcript', () => {
  it('numbers each session by itself, and goes on after a restart', async () => {
    await using fixture = await database()
    const first = createTranscript({ db: fixture.db, log, now })
    await first.open('one')
    await first.open('two')
    first.append('one', text('a'))
    first.append('two', text('x'))
    first.append('one', text('b'))
    await first.flushed('one')
    const second = createTranscript({ db: fixture.db, log, now })
    await second.open('one')
    second.append('one', text('c'))
    expect(await second.list({ sessionId: 'one' })).toEqual(['a', 'b', 'c'].map((words, index) => ({ sessionId: 'one', seq: index + 1, at: '2026-01-02T03:04:05.000Z', entry: text(words) })))
  })

  it('NFR-001: begins in a session of a database from before there were transcripts', async () => {
    await using fixture = await createManagerFixture({ command: ['true'], env: () => ({}) })
    const migrations = migrationsIn(join(import.meta.dirname, '../../db/migrations'))
    const url = `file:${join(fixture.folder, 'old.db')}`
    const old = await openDb({ url, migrations: migrations.slice(0, migrations.findIndex(({ tag }) => tag.endsWith('_transcript'))) })
    // As that version wrote it: the schema of today has columns that its table lacks.
    await old.write((db) => db.run(sql`INSERT INTO sessions (id, name, repo_url, agent, status, status_checked_at, steps, terminals, created_at) VALUES ('one', 'old', 'x', 'claude', 'stopped', '', '[]', '[]', '')`))
    old.close()
    const db = await openDb({ url, migrations })
    const transcript = createTranscript({ db, log, now })
    await transcript.open('one')
    transcript.append('one', text('a'))
    expect(await transcript.list({ sessionId: 'one' })).toHaveLength(1)
    db.close()
  })

  it('gives the newest messages, those before one and those after one', async () => {
    await using fixture = await database()
    const transcript = await opened(fixture.db)
    for (let count = 1; count <= 10; count++) transcript.append('one', text(String(count)))
    const seqs = async (query: { after?: number; before?: number; limit: number }) => (await transcript.list({ sessionId: 'one', ...query })).map(({ seq }) => seq)
    expect(await seqs({ limit: 3 })).toEqual([8, 9, 10])
    expect(await seqs({ limit: 3, before: 8 })).toEqual([5, 6, 7])
    expect(await seqs({ limit: 3, after: 2 })).toEqual([3, 4, 5])
  })

  it('follows a session from a message on, without a gap and without a message of another', async () => {
    await using fixture = await database()
    const transcript = await opened(fixture.db)
    transcript.append('one', text('a'))
    transcript.append('one', text('b'))
    const left = new AbortController()
    const seen: number[] = []
    for await (const { sessionId, seq } of transcript.follow({ sessionId: 'one', after: 1, signal: left.signal })) {
      expect(sessionId).toBe('one')
      seen.push(seq)
      if (seq === 5) left.abort()
      transcript.append('two', text('x'))
      transcript.append('one', text('next'))
    }
    expect(seen).toEqual([2, 3, 4, 5])
  })

  it('F43: holds what a failing database did not take, and writes it once when that answers again', async () => {
    await using fixture = await database()
    let broken = true
    const failed = Promise.withResolvers<undefined>()
    const db: Db = {
      ...fixture.db,
      write: (work) => {
        if (!broken) return fixture.db.write(work)
        failed.resolve(undefined)
        return Promise.reject(new Error('disk full'))
      },
    }
    const transcript = await opened(db)
    transcript.append('one', text('a'))
    await failed.promise
    await expect(transcript.flushed('one')).rejects.toThrow('disk full')
    expect(transcript.behind('one')).toBe(1)
    broken = false
    transcript.append('one', text('b'))
    await transcript.flushed('one')
    expect(transcript.behind('one')).toBe(0)
    expect((await transcript.list({ sessionId: 'one' })).map(({ seq }) => seq)).toEqual([1, 2])
  })

  it('a session whose rows are refused holds up no other', async () => {
    await using fixture = await database()
    const transcript = await opened(fixture.db)
    await transcript.open('nobody')
    transcript.append('nobody', text('a'))
    transcript.append('one', text('b'))
    await expect(transcript.flushed('nobody')).rejects.toThrow()
    expect(await transcript.list({ sessionId: 'one' })).toHaveLength(1)
  })

  it('a removed session leaves nothing', async () => {
    await using fixture = await database()
    const transcript = await opened(fixture.db)
    transcript.append('one', text('a'))
    await transcript.flushed('one')
    transcript.append('one', text('b'))
    await transcript.remove('one')
    expect(await transcript.list({ sessionId: 'one' })).toEqual([])
  })

  it('who follows a session is told of its end by the end of the messages', async () => {
    await using fixture = await database()
    const transcript = await opened(fixture.db)
    transcript.append('one', text('a'))
    const messages = transcript.follow({ sessionId: 'one', after: 0, signal: new AbortController().signal })
    expect((await messages.next()).done).toBe(false)
    const next = messages.next()
    await transcript.remove('one')
    expect(await next).toEqual({ done: true, value: undefined })
  })
})
