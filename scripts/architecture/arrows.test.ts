import { getTableName, is } from 'drizzle-orm'
import { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as schema from '../../db/schema.ts'
import { checkArrows } from './check-arrows.ts'
import { circlesOf } from './circles.ts'
import { parseModule, readModules } from './modules.ts'
import { arrows, roomOf, serverLeaves, tableWriters } from './rooms.ts'

const root = join(import.meta.dirname, '../..')
const modules = readModules(root)

test('the whole tree is read', () => {
  expect(modules.map((module) => module.path)).toEqual(expect.arrayContaining(['contract/session.ts', 'db/schema.ts', 'server/problem.ts']))
})

test.each(Object.keys(arrows))('%s imports only what the table of rooms allows', (room) => {
  expect(modules.filter((module) => roomOf(module.path) === room).flatMap((module) => checkArrows(root, module))).toEqual([])
})

test('no files import each other in a circle, not even for their types', () => {
  expect(circlesOf(root, modules)).toEqual([])
})

test('every file belongs to a room', () => {
  expect(modules.filter((module) => roomOf(module.path) === null).map((module) => module.path)).toEqual([])
})

test('every leaf of the server exists', () => {
  expect(serverLeaves.filter((path) => !existsSync(join(root, path)))).toEqual([])
})

test('every table of the schema has a room that writes it', () => {
  const tables = Object.entries(schema).filter(([, value]) => is(value, SQLiteTable))
  expect(tables.length).toBeGreaterThan(0)
  expect(tables.filter(([name]) => !tableWriters[name]).map(([name, table]) => `${name} (${getTableName(table as SQLiteTable)})`)).toEqual([])
})

// The rules, broken one at a time: a check that cannot fail guards nothing.
const refused: { path: string; text: string; because: string }[] = [
  { path: 'app/x.ts', text: `import { createRouter } from '../server/trpc/router.ts'`, because: 'values of server/trpc' },
  { path: 'app/x.ts', text: `import { type AppRouter } from '../server/trpc/router.ts'`, because: 'values of server/trpc' },
  { path: 'app/x.ts', text: `import type { Session } from '../server/sessions/session.ts'`, because: 'types of server/sessions' },
  { path: 'app/x.ts', text: `import { readFileSync } from 'node:fs'`, because: 'node:fs' },
  { path: 'app/x.ts', text: `await import('../server/problem.ts')`, because: 'values of server/leaf' },
  { path: 'app/x.ts', text: `export * from '../db/schema.ts'`, because: 'values of db' },
  { path: 'client/x.ts', text: `import { Problem } from '../server/problem.ts'`, because: 'values of server/leaf' },
  { path: 'contract/x.ts', text: `import { Problem } from '../server/problem.ts'`, because: 'values of server/leaf' },
  { path: 'contract/x.ts', text: `import ws from 'ws'`, because: 'the package ws' },
  { path: 'supervisor/x.ts', text: `import { limits } from '../contract/limits.ts'`, because: 'values of contract' },
  { path: 'supervisor/x.ts', text: `import { z } from 'zod/mini'`, because: 'the package zod' },
  { path: 'server/docker/x.ts', text: `import type { Session } from '../sessions/session.ts'`, because: 'types of server/sessions' },
  { path: 'server/environments/x.ts', text: `import Docker from 'dockerode'`, because: 'the package dockerode' },
  { path: 'server/trpc/x.ts', text: `import { environments } from '../../db/schema.ts'`, because: 'values of db' },
  { path: 'server/sessions/x.ts', text: `import '../trpc/router.ts'`, because: 'values of server/trpc' },
  { path: 'vite.config.ts', text: `import './server/problem.ts'`, because: 'values of server/leaf' },
  { path: 'server/x.ts', text: `import './nowhere.ts'`, because: 'no file and no installed package' },
  { path: 'server/x.ts', text: `import 'package-that-nobody-installed'`, because: 'no file and no installed package' },
  { path: 'server/x.ts', text: `import(name)`, because: 'no file and no installed package' },
  { path: 'server/cellar/x.ts', text: '', because: 'belongs to no room' },
  { path: 'server/auth/x.ts', text: `import { sessions } from '../../db/schema.ts'\nawait db.insert(sessions).values({})`, because: 'insert(sessions)' },
  { path: 'server/sessions/x.ts', text: `import * as schema from '../../db/schema.ts'\nawait tx.delete(schema.signIns)`, because: 'delete(signIns)' },
]

describe('a broken rule is found', () => {
  test.each(refused)('$path: $text', ({ path, text, because }) => {
    const found = checkArrows(root, parseModule(path, text))
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(because)
  })
})

const allowed: { path: string; text: string }[] = [
  { path: 'app/x.ts', text: `import type { AppRouter } from '../server/trpc/router.ts'` },
  { path: 'app/x.ts', text: `import { createSession } from '../contract/session.ts'` },
  { path: 'app/routes/x.tsx', text: `import type { Route } from './+types/x'\nexport default () => <p>{new Map().delete(sessions)}</p>` },
  { path: 'server/sessions/x.ts', text: `import { sessions } from '../../db/schema.ts'\nawait db.update(sessions).set({})` },
  { path: 'server/sessions/x.test.ts', text: `import { createClient } from '../../db/schema.ts'` },
]

describe('what the table allows passes', () => {
  test.each(allowed)('$path: $text', ({ path, text }) => {
    expect(checkArrows(root, parseModule(path, text))).toEqual([])
  })
})

describe('a circle is found', () => {
  const file = (name: string, ...targets: string[]) => parseModule(`contract/${name}.ts`, targets.map((target) => `import type { A } from './${target}.ts'`).join('\n'))

  test('through several files, once, beside what only leads to it', () => {
    const found = circlesOf(root, [file('limits', 'branch'), file('branch', 'prompt'), file('prompt', 'event', 'zod'), file('event', 'branch', 'auth'), file('auth', 'zod'), file('zod')])
    expect(found).toEqual([['contract/branch.ts', 'contract/event.ts', 'contract/prompt.ts']])
  })
})
