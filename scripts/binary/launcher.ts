// The main program of the binary. It unpacks what the binary carries and goes on as one of three programs:
//   claudework [serve]       the server
//   claudework <verb> ...    the command line
//   .../runtime/<id>/node    a copy of the binary under this name runs the file in its first argument, as Node does: supervisors,
//                            helpers and git's credential helper are started so
import { createRequire, enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { getAsset, getRawAsset } from 'node:sea'
import type { PackedList } from './packed-files.ts'
import { placeProgram, unpackFiles } from './unpacked-files.ts'

const [, , ...words] = process.argv
const [first = ''] = words

// Everything made here is its owner's alone; the server says the same of itself.
process.umask(0o077)

try {
  if (basename(process.execPath) === 'node') become(first, words.slice(1))
  else if (first === '' || (first === 'serve' && words.length === 1)) serve()
  else become(join(unpack((path) => path === 'package.json' || path.startsWith('dist/cli/')), 'dist/cli/claudework.cjs'), words)
} catch (error) {
  process.stderr.write(`claudework: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

function serve(): void {
  const root = unpack(() => true)
  // What the server starts must not depend on where this file is, or on what is there after an upgrade.
  process.execPath = placeProgram(process.execPath, root)
  process.env['NODE_ENV'] = 'production'
  become(join(root, 'dist/server/main.cjs'), [])
}

function unpack(wanted: (path: string) => boolean): string {
  const runtimes = join(dataDir(), 'runtime')
  const list = JSON.parse(getAsset('files.json', 'utf8')) as PackedList
  const root = unpackFiles({ list, bytes: () => new Uint8Array(getRawAsset('files.zst')), runtimes, wanted })
  enableCompileCache(join(runtimes, 'compile-cache'))
  return root
}

/** The server's own rule (server/config.ts), needed before the server can be loaded. */
function dataDir(): string {
  const given = process.env['CLAUDEWORK_DATA_DIR']
  if (given) return resolve(given)
  return join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local/share'), 'claudework')
}

function become(program: string, argv: readonly string[]): void {
  process.argv = [process.execPath, program, ...argv]
  createRequire(program)(program)
}
