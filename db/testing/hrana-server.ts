// A stand-in for a libSQL server (sqld, Turso), which cannot be installed where there is no binary of it: it speaks the protocol,
// Hrana 2 over HTTP with JSON, over a SQLite file. https://github.com/tursodatabase/libsql/blob/main/docs/HTTP_V2_SPEC.md
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'

type Value = { type: 'null' } | { type: 'integer'; value: string } | { type: 'float'; value: number } | { type: 'text'; value: string } | { type: 'blob'; base64: string }
type Statement = { sql: string; args?: Value[]; named_args?: { name: string; value: Value }[] }
type Condition = { type: 'ok' | 'error'; step: number } | { type: 'not'; cond: Condition } | { type: 'and' | 'or'; conds: Condition[] }
type Request =
  | { type: 'close' }
  | { type: 'execute'; stmt: Statement }
  | { type: 'batch'; batch: { steps: { stmt: Statement; condition?: Condition | null }[] } }
  | { type: 'sequence'; sql: string }
type Failure = { message: string; code: string }

export type HranaServer = AsyncDisposable & { port: number; calls: () => number }

/** `file` is made where it is not there. Without the token every call is refused. */
export async function startHranaServer(file: string, token: string): Promise<HranaServer> {
  // A stream is a connection of its own: a transaction spans calls, which name it by a baton.
  const streams = new Map<string, DatabaseSync>()
  let calls = 0
  const server = createServer((request, response) => {
    if (request.method !== 'POST' || request.url !== '/v2/pipeline') response.writeHead(request.url === '/v2' ? 200 : 404).end()
    else if (request.headers.authorization !== `Bearer ${token}`) response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify({ message: 'Unauthorized: `The token is not good`', code: 'UNAUTHORIZED' }))
    else {
      void readJson(request).then((body) => {
        calls += 1
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(pipeline(body as { baton: string | null; requests: Request[] })))
      })
    }
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })

  function pipeline({ baton, requests }: { baton: string | null; requests: Request[] }): object {
    const database = streams.get(baton ?? '') ?? new DatabaseSync(file)
    if (baton !== null) streams.delete(baton)
    database.exec('PRAGMA busy_timeout=5000')
    const results = requests.map((request) => attempt(() => ({ type: 'ok', response: answer(database, request) }), (error) => ({ type: 'error', error })))
    if (requests.some(({ type }) => type === 'close')) {
      database.close()
      return { baton: null, base_url: null, results }
    }
    const next = randomUUID()
    streams.set(next, database)
    return { baton: next, base_url: null, results }
  }

  return {
    port: (server.address() as AddressInfo).port,
    calls: () => calls,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => { server.close(resolve) })
      for (const database of streams.values()) database.close()
    },
  }
}

function answer(database: DatabaseSync, request: Request): object {
  switch (request.type) {
    case 'close': return { type: 'close' }
    case 'execute': return { type: 'execute', result: execute(database, request.stmt) }
    case 'batch': return { type: 'batch', result: batch(database, request.batch.steps) }
    case 'sequence':
      database.exec(request.sql)
      return { type: 'sequence' }
  }
}

function batch(database: DatabaseSync, steps: { stmt: Statement; condition?: Condition | null }[]): object {
  const results: (object | null)[] = []
  const errors: (Failure | null)[] = []
  const holds = (condition: Condition): boolean => {
    switch (condition.type) {
      case 'ok': return (results[condition.step] ?? null) !== null
      case 'error': return (errors[condition.step] ?? null) !== null
      case 'not': return !holds(condition.cond)
      case 'and': return condition.conds.every(holds)
      case 'or': return condition.conds.some(holds)
    }
  }
  for (const { stmt, condition } of steps) {
    const outcome = !condition || holds(condition) ? attempt(() => ({ result: execute(database, stmt), error: null }), (error) => ({ result: null, error })) : { result: null, error: null }
    results.push(outcome.result)
    errors.push(outcome.error)
  }
  return { step_results: results, step_errors: errors }
}

function execute(database: DatabaseSync, { sql, args = [], named_args: named = [] }: Statement): object {
  const statement = database.prepare(sql)
  statement.setReadBigInts(true)
  const columns = statement.columns()
  const values = args.map(fromWire)
  const byName = Object.fromEntries(named.map(({ name, value }) => [name, fromWire(value)]))
  const before = changesIn(database)
  const rows = named.length > 0 ? statement.all(byName, ...values) : statement.all(...values)
  const { changes, rowid } = changesIn(database)
  return {
    cols: columns.map(({ name, type }) => ({ name, decltype: type })),
    rows: rows.map((row) => columns.map(({ name }) => toWire(row[name] ?? null))),
    affected_row_count: changes - before.changes,
    last_insert_rowid: String(rowid),
  }
}

function changesIn(database: DatabaseSync): { changes: number; rowid: number } {
  const row = database.prepare('SELECT total_changes() AS changes, last_insert_rowid() AS rowid').get()
  return { changes: Number(row?.['changes'] ?? 0), rowid: Number(row?.['rowid'] ?? 0) }
}

function fromWire(value: Value): null | bigint | number | string | Uint8Array {
  switch (value.type) {
    case 'null': return null
    case 'integer': return BigInt(value.value)
    case 'float': return value.value
    case 'text': return value.value
    case 'blob': return Buffer.from(value.base64, 'base64')
  }
}

function toWire(value: SQLOutputValue): Value {
  if (value === null) return { type: 'null' }
  if (typeof value === 'bigint') return { type: 'integer', value: String(value) }
  if (typeof value === 'number') return { type: 'float', value }
  if (typeof value === 'string') return { type: 'text', value }
  return { type: 'blob', base64: Buffer.from(value).toString('base64') }
}

function attempt<T, F>(work: () => T, failed: (error: Failure) => F): T | F {
  try {
    return work()
  } catch (error) {
    return failed({ message: error instanceof Error ? error.message : String(error), code: 'SQLITE_ERROR' })
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString()
  return JSON.parse(text)
}
