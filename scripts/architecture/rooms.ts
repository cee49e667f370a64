// The house as a table: which room may import which. `values` are imports that exist at run time; `types` are erased.
// A room may always import itself. Whatever is not listed is refused.

export type Room =
  | 'app' | 'contract' | 'client' | 'cli' | 'db' | 'docker' | 'supervisor' | 'supervisor/protocol' | 'helper'
  | 'server' | 'server/leaf' | 'server/trpc' | 'server/sessions' | 'server/environments' | 'server/docker'
  | 'server/terminal' | 'server/legacy' | 'server/auth' | 'server/notifications' | 'server/storage'
  | 'scripts' | 'e2e' | 'bench' | 'config'

/** Files of `server/` that every room of it may use: they know nothing of any room. */
export const serverLeaves: readonly string[] = ['server/problem.ts', 'server/process-identity.ts', 'server/replace-file.ts', 'server/failpoint.ts', 'server/deadline.ts', 'server/metadata-address.ts', 'server/disk.ts', 'server/headroom.ts', 'server/is-object.ts']

export type Arrows = {
  values: readonly Room[]
  types: readonly Room[]
  /** npm packages this room may load as values; left out = any that is not owned by another room. */
  packages?: readonly string[]
  /** `node:` modules are there. */
  node: boolean
}

const serverRooms = ['server/trpc', 'server/sessions', 'server/environments', 'server/docker', 'server/terminal', 'server/legacy', 'server/auth', 'server/notifications', 'server/storage'] as const

export const arrows: Record<Room, Arrows> = {
  app: { values: ['contract', 'client'], types: ['server/trpc'], node: false },
  contract: { values: [], types: [], packages: ['zod', '@msgpack/msgpack'], node: false },
  client: { values: ['contract'], types: ['server/trpc'], node: false },
  cli: { values: ['client', 'contract'], types: ['server/trpc'], node: true },
  db: { values: [], types: [], node: true },
  docker: { values: [], types: [], packages: [], node: false },
  supervisor: {
    values: ['supervisor/protocol'], types: [], node: true,
    packages: ['node-pty', 'birpc', '@msgpack/msgpack', '@xterm/headless', '@xterm/addon-serialize', '@xterm/addon-unicode-graphemes'],
  },
  'supervisor/protocol': { values: ['supervisor'], types: ['supervisor'], packages: ['@msgpack/msgpack', 'birpc'], node: true },
  helper: { values: [], types: [], packages: [], node: true },
  server: { values: [...serverRooms, 'server/leaf', 'contract', 'db'], types: ['app'], node: true },
  'server/leaf': { values: [], types: [], node: true },
  'server/trpc': { values: ['server/sessions', 'server/auth', 'server/leaf', 'contract'], types: ['server', 'server/notifications', 'server/environments', 'server/terminal', 'server/storage'], node: true },
  // The process manager itself is handed in: the composition root is its one import site.
  'server/sessions': { values: ['server/environments', 'server/terminal', 'server/leaf', 'contract', 'db'], types: ['server/legacy', 'helper'], node: true },
  'server/environments': { values: ['server/docker', 'server/leaf', 'contract', 'db'], types: ['helper'], node: true },
  'server/docker': { values: ['server/leaf'], types: [], node: true },
  'server/terminal': { values: ['supervisor/protocol', 'server/leaf', 'contract'], types: [], node: true },
  'server/legacy': { values: ['server/leaf', 'contract', 'db'], types: ['server/environments', 'helper'], node: true },
  'server/notifications': { values: ['server/leaf', 'contract'], types: ['server/sessions'], node: true },
  'server/auth': { values: ['server/leaf', 'contract', 'db'], types: [], node: true },
  'server/storage': { values: ['server/leaf', 'contract', 'db'], types: [], node: true },
  scripts: { values: ['client', 'contract', 'db', 'server/trpc', 'server/environments', 'server/docker', 'server/leaf'], types: [], node: true },
  e2e: { values: ['client', 'contract', 'scripts'], types: ['server/trpc', 'server/sessions', 'server/terminal'], node: true },
  bench: { values: ['client', 'contract', 'e2e', 'scripts', 'server/sessions'], types: ['server/trpc'], node: true },
  config: { values: ['scripts'], types: [], node: true },
}

/** What a test may use beside what its room may. Server tests also come in by the front door and look at rows. */
export const arrowsOfTests: readonly Room[] = ['cli', 'e2e', 'server/terminal', 'client', 'contract', 'scripts', 'server', 'db']

/** One room speaks to each of these; the rest of the house does not know that they exist. */
export const packageOwners: Readonly<Record<string, readonly Room[]>> = {
  // e2e counts what is left on the engine, past the product's own code.
  dockerode: ['server/docker', 'e2e', 'bench'],
  // A floor is the same work with the package alone.
  'node-pty': ['supervisor', 'bench'],
  '@xterm/headless': ['supervisor', 'e2e', 'bench', 'server/terminal'],
  '@xterm/xterm': ['app'],
  react: ['app'],
  'react-dom': ['app'],
  '@react-router/node': ['server', 'app'],
  '@libsql/client': ['db'],
  'drizzle-orm': ['db', 'server/sessions', 'server/environments', 'server/auth', 'server/legacy'],
  '@trpc/client': ['app', 'client'],
  '@trpc/server': ['server/trpc', 'server', 'client'],
  ws: ['server', 'server/trpc', 'e2e', 'bench'],
}

/** The one room that inserts into, updates and deletes from a table of `db/schema.ts`. */
export const tableWriters: Readonly<Record<string, Room>> = {
  sessions: 'server/sessions',
  prompts: 'server/sessions',
  events: 'server/sessions',
  rescues: 'server/sessions',
  environments: 'server/environments',
  transcript: 'server/legacy',
  signIns: 'server/auth',
}

/** Folders of `server/` that are no rooms of their own: tests of the whole server, and what they stand on. */
const partsOfServer: readonly string[] = ['scenarios', 'testing']

/** The room that a file belongs to, or null where it belongs to none. Paths are relative to the root, with slashes. */
export function roomOf(path: string): Room | null {
  if (serverLeaves.includes(path)) return 'server/leaf'
  if (path === 'supervisor/protocol.ts') return 'supervisor/protocol'
  if (!path.includes('/')) return /^[a-z-]+\.config\.[jt]s$/.test(path) ? 'config' : null
  const parts = path.split('/')
  const [first = '', second = ''] = parts
  const name = first === 'server' && parts.length > 2 && !partsOfServer.includes(second) ? `server/${second}` : first
  return isRoom(name) ? name : null
}

function isRoom(name: string): name is Room {
  return Object.hasOwn(arrows, name)
}
