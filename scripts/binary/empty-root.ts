// A root folder with nothing in it but what a test names: programs, the libraries they ask for, /proc, /dev and sockets.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export type EmptyRoot = Disposable & {
  folder: string
  /** Starts a program in it, by its path in there, with this environment and no other. The process's pid is the program's own. */
  spawn: (argv: readonly [string, ...string[]], env: Record<string, string>) => ChildProcess
}

export type EmptyRootOptions = {
  /** Files by their path inside. */
  files: Record<string, string>
  /** Programs of this machine, to the same path inside, with every library they are linked with. */
  programs: readonly string[]
  /** Files whose libraries come along, without themselves. */
  linked: readonly string[]
  /** Sockets of this machine, by their path inside. */
  sockets: Record<string, string>
}

/** Needs the right to mount, which root has. Mounts are in a namespace of each started program, and end with it and its children. */
export function makeEmptyRoot({ files, programs, linked, sockets }: EmptyRootOptions): EmptyRoot {
  const folder = mkdtempSync(join(tmpdir(), 'claudework-root-'))
  const copies = { ...files, ...Object.fromEntries(programs.map((path) => [path, path])) }
  for (const [inside, path] of Object.entries(copies)) copy(path, join(folder, inside))
  for (const path of [...Object.values(copies), ...linked]) for (const library of librariesOf(path)) copy(library, join(folder, library))
  for (const name of ['proc', 'dev', 'tmp', 'home']) mkdirSync(join(folder, name))
  for (const inside of Object.keys(sockets)) {
    mkdirSync(dirname(join(folder, inside)), { recursive: true })
    writeFileSync(join(folder, inside), '')
  }
  const binds = [['/proc', '/proc'], ['/dev', '/dev'], ...Object.entries(sockets).map(([inside, path]) => [realpathSync(path), inside])]
  // Each step becomes the next program: no process stays between the caller and what it started.
  const script = `${binds.map(([from = '', to = '']) => `mount --rbind '${from}' '${folder}${to}'`).join(' && ')} && exec env -i "$@"`
  return {
    folder,
    spawn(argv, env) {
      const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`)
      return spawn('unshare', ['--mount', 'sh', '-c', script, 'sh', ...variables, '/usr/sbin/chroot', folder, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] })
    },
    [Symbol.dispose]: () => { rmSync(folder, { recursive: true, force: true }) },
  }
}

function copy(from: string, to: string): void {
  if (existsSync(to)) return
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(from, to)
}

/** Where they are on this machine. The loader and libc are among them. */
function librariesOf(program: string): string[] {
  const listed = execFileSync('ldd', [program], { encoding: 'utf8' })
  return [...listed.matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => path)
}
