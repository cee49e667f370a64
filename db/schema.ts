// The tables. Each has one room that writes it: sessions, prompts, events and rescues: `sessions`; environments: `environments`; sign_ins: `auth`;
// transcript: `legacy`.
// Times are ISO 8601 UTC strings; JSON columns hold values that their room validates.
import { index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'

const id = () => text('id').primaryKey()
const createdAt = () => text('created_at').notNull()
const ofSession = () => text('session_id').notNull().references(() => sessions.id, { onDelete: 'cascade' })

/** What a session is, and what its rescue keeps of that. */
const whatItIs = () => ({
  name: text('name').notNull(),
  repoUrl: text('repo_url').notNull(),
  /** null = the repository's default branch. */
  branch: text('branch'),
  /** null = a legacy session, run by the process manager. */
  environmentId: text('environment_id'),
  agent: text('agent').notNull(),
  /** The argv of the agent "command". */
  command: text('command', { mode: 'json' }).$type<string[]>(),
  permissionMode: text('permission_mode'),
})

export const environments = sqliteTable('environments', {
  id: id(),
  name: text('name').notNull(),
  kind: text('kind', { enum: ['HOST', 'DOCKER'] }).notNull(),
  config: text('config', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  isDefault: integer('is_default', { mode: 'boolean' }).notNull().default(false),
  /** DOCKER: an engine has answered here at least once, so a silent one is "not answering", not "missing". */
  everReady: integer('ever_ready', { mode: 'boolean' }).notNull().default(false),
  createdAt: createdAt(),
})

export const sessions = sqliteTable('sessions', {
  id: id(),
  ...whatItIs(),
  /** Made from `branch` after the clone. */
  newBranch: text('new_branch'),
  status: text('status', { enum: ['creating', 'starting', 'running', 'stopping', 'stopped', 'error'] }).notNull(),
  statusReason: text('status_reason'),
  statusCheckedAt: text('status_checked_at').notNull(),
  steps: text('steps', { mode: 'json' }).$type<unknown[]>().notNull(),
  /** What the adapter needs to find the session's things again; written before the things are made. */
  adapterState: text('adapter_state', { mode: 'json' }).$type<unknown>(),
  containerId: text('container_id'),
  volumeName: text('volume_name'),
  /** The work tree is whole: the clone has ended well. */
  cloned: integer('cloned', { mode: 'boolean' }).notNull().default(false),
  /** The terminals as last seen, for a session whose supervisor does not run. */
  terminals: text('terminals', { mode: 'json' }).$type<unknown[]>().notNull(),
  exit: text('exit', { mode: 'json' }).$type<unknown>(),
  /** What its work tree held beside what was pushed, when that was last asked. */
  git: text('git', { mode: 'json' }).$type<unknown>(),
  /** The rescue that it was made from; null = cloned. */
  rescueId: text('rescue_id'),
  pinned: integer('pinned', { mode: 'boolean' }).notNull().default(false),
  /** null = never. */
  idleTimeoutMinutes: real('idle_timeout_minutes'),
  lastActivityAt: text('last_activity_at'),
  createdAt: createdAt(),
})

export const prompts = sqliteTable('prompts', {
  id: id(),
  sessionId: ofSession(),
  text: text('text').notNull(),
  state: text('state', { enum: ['queued', 'typed', 'delivered', 'failed'] }).notNull(),
  createdAt: createdAt(),
}, (table) => [index('prompts_by_session').on(table.sessionId, table.createdAt)])

/** Work of deleted sessions, each a file below the data directory. A row means: whole, and compared with what was there. */
export const rescues = sqliteTable('rescues', {
  id: id(),
  /** Of the session that is gone. */
  sessionId: text('session_id').notNull(),
  ...whatItIs(),
  bytes: integer('bytes').notNull(),
  /** SHA-256 of the file, hex. */
  sha256: text('sha256').notNull(),
  summary: text('summary', { mode: 'json' }).$type<unknown>().notNull(),
  createdAt: createdAt(),
  expiresAt: text('expires_at').notNull(),
})

export const signIns = sqliteTable('sign_ins', {
  id: id(),
  /** SHA-256, hex: the secrets themselves are never stored. */
  cookieHash: text('cookie_hash').notNull().unique(),
  keyHash: text('key_hash').notNull(),
  userAgent: text('user_agent').notNull(),
  createdAt: createdAt(),
  expiresAt: text('expires_at').notNull(),
})

/** The conversation of a session without an environment. */
export const transcript = sqliteTable('transcript', {
  sessionId: ofSession(),
  /** Counts the session's messages from 1. */
  seq: integer('seq').notNull(),
  at: text('at').notNull(),
  entry: text('entry', { mode: 'json' }).$type<unknown>().notNull(),
}, (table) => [primaryKey({ columns: [table.sessionId, table.seq] })])

/** What happened, append-only. No foreign key: it outlives the session that it tells of. */
export const events = sqliteTable('events', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  at: text('at').notNull(),
  /** null = of the whole server. */
  sessionId: text('session_id'),
  /** As it was called then. */
  sessionName: text('session_name'),
  actor: text('actor', { enum: ['user', 'sweeper', 'engine', 'boot', 'claudework'] }).notNull(),
  what: text('what').notNull(),
  why: text('why'),
  result: text('result', { enum: ['done', 'failed', 'cancelled'] }).notNull(),
}, (table) => [index('events_by_session').on(table.sessionId, table.id)])
