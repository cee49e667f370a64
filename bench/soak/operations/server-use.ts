import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export type ServerUse = {
  /** Open files and sockets, but for those of event loops, and connections to the engine, which are kept to be used again. */
  fds: number
  /** Threads with an event loop. A server that was held up has one more from then on, which looks what does it. */
  loops: number
  /** Bytes. */
  rss: number
}

/** What libuv opens for one: a poll, an event, a ring, and a pipe for signals with its two ends. */
const fdsOfLoop = 5

/** What a server process holds at this moment. */
export function useOf(pid: number): ServerUse {
  const engine = engineConnections()
  const targets = readdirSync(`/proc/${String(pid)}/fd`).map((fd) => targetOf(pid, fd)).filter((target) => {
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1]
    return inode === undefined || !engine.has(inode)
  })
  const loops = targets.filter((target) => target === 'anon_inode:[eventpoll]').length
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1]
  return { fds: targets.length - fdsOfLoop * loops, loops, rss: Number(kibibytes) * 1024 }
}

/** The inodes of all sockets on this machine whose other end is an engine's. */
function engineConnections(): Set<string> {
  // `u_str ESTAB 0 0 <path or *> <inode> * <inode of the other end>`
  const lines = execFileSync('ss', ['-xnH', 'state', 'connected'], { encoding: 'utf8' }).split('\n')
  return new Set(lines.flatMap((line) => /docker\.sock\s+\d+\s+\*\s+(\d+)/.exec(line)?.[1] ?? []))
}

/** A file that is closed while we look has none. */
function targetOf(pid: number, fd: string): string {
  try {
    return readlinkSync(`/proc/${String(pid)}/fd/${fd}`)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}
