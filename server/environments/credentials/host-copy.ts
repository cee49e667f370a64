// What a session may have of the host's `~/.claude`: a copy of an allow-list. Not a mount: through one the agent would read every
// conversation on this machine and the refresh token, and there is none from another machine's engine.
import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isObject } from '../../is-object.ts'

/** `path` is relative to the agent's configuration folder. */
export type CopiedFile = { path: string; data: Uint8Array }

export const loginFile = '.credentials.json'

// Not `plugins`: its files name folders of this machine. Not `projects`, `history.jsonl`, `todos` and the like: other sessions' work.
const files = ['settings.json', 'CLAUDE.md', 'keybindings.json']
const folders = ['commands', 'agents', 'skills', 'output-styles', 'rules']

const most = { files: 500, fileBytes: 1024 * 1024, bytes: 8 * 1024 * 1024, depth: 8 }

/** What is too big or too much is left out; so is what is no file. */
export async function readHostCopy(folder: string): Promise<CopiedFile[]> {
  const copied: CopiedFile[] = []
  let bytes = 0
  const take = async (path: string): Promise<void> => {
    const data = copied.length < most.files ? await contentOf(join(folder, path)) : null
    if (data === null || bytes + data.length > most.bytes) return
    bytes += data.length
    copied.push({ path, data })
  }
  for (const file of files) await take(file)
  for (const name of folders) for (const path of await filesBelow(folder, name)) await take(path)
  const login = await readHostLogin(folder)
  return login ? [...copied, login] : copied
}

/** The sign-in without its refresh token: that is single-use, and the first session to use it would sign out the host and all others. */
export async function readHostLogin(folder: string): Promise<CopiedFile | null> {
  const login = signInIn(await contentOf(join(folder, loginFile)))
  if (!login) return null
  const kept = Object.fromEntries(Object.entries(login).filter(([name]) => !/refresh/i.test(name)))
  return { path: loginFile, data: Buffer.from(JSON.stringify({ claudeAiOauth: kept })) }
}

export type HostSignIn = { folder: string; state: 'no folder' | 'no sign-in' | 'ended' | 'there' }

/** What a copy of the host's sign-in would be worth at a time (ms since 1970). */
export async function hostSignIn(folder: string, now: number): Promise<HostSignIn> {
  if ((await unlessMissing(stat(folder)))?.isDirectory() !== true) return { folder, state: 'no folder' }
  const login = signInIn(await contentOf(join(folder, loginFile)))
  if (!login) return { folder, state: 'no sign-in' }
  const { expiresAt } = login
  return { folder, state: typeof expiresAt === 'number' && expiresAt <= now ? 'ended' : 'there' }
}

/** Whether a login file can renew itself: its owner signed in there. */
export function renewsItself(content: Uint8Array | null): boolean {
  const login = signInIn(content)
  return login !== null && typeof login['refreshToken'] === 'string' && login['refreshToken'] !== ''
}

function signInIn(content: Uint8Array | null): Record<string, unknown> | null {
  const parsed = content && jsonIn(content)
  const login = isObject(parsed) ? parsed['claudeAiOauth'] : null
  return isObject(login) && typeof login['accessToken'] === 'string' ? login : null
}

function jsonIn(content: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(content).toString('utf8'))
  } catch (error) {
    // Half written: its next version comes with a change of its own.
    if (error instanceof SyntaxError) return null
    throw error
  }
}

async function filesBelow(folder: string, path: string, depth = 0): Promise<string[]> {
  if (depth > most.depth) return []
  const names = await unlessMissing(readdir(join(folder, path)))
  const found: string[] = []
  for (const name of (names ?? []).sort()) {
    if (found.length >= most.files) break
    // People link these folders from where they keep their settings.
    const at = `${path}/${name}`
    const about = await unlessMissing(stat(join(folder, at)))
    if (about?.isDirectory() && name !== '.git' && name !== 'node_modules') found.push(...await filesBelow(folder, at, depth + 1))
    else if (about?.isFile()) found.push(at)
  }
  return found
}

async function contentOf(path: string): Promise<Uint8Array | null> {
  return unlessMissing((async () => {
    await using file = await open(path)
    const about = await file.stat()
    return about.isFile() && about.size <= most.fileBytes ? await file.readFile() : null
  })())
}

async function unlessMissing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP'].includes(String(error.code))) return null
    throw error
  }
}
