import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { constants, zstdCompressSync } from 'node:zlib'
import { buildBinary } from '../scripts/binary/build.ts'
import { inTurns, roundsOf, timed } from './rounds.ts'
import { againstFloor, alone, median, medians, type Row } from './row.ts'
import { startServer } from './started-server.ts'

const rounds = roundsOf(10)

/** The single binary: its size, what its smallest verb takes, and its server's start beside the same server on Node. */
export async function binary(): Promise<Row[]> {
  const file = await buildBinary()
  const bytes = readFileSync(file)
  const compressed = zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 19 } })
  const dataDir = mkdtempSync(join(tmpdir(), 'claudework-bench-'))
  try {
    return [
      alone({ id: 'binary-size', what: 'single binary', unit: 'MB', ours: bytes.length / 1e6, target: 130 }),
      alone({ id: 'binary-zstd', what: 'single binary, zstd -19', unit: 'MB', ours: compressed.length / 1e6, target: 40 }),
      alone({ id: 'binary-version', what: 'claudework version', unit: 'ms', ours: await versionMs(file, dataDir), target: 100 }),
      await listening(file, dataDir),
    ]
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function versionMs(file: string, dataDir: string): Promise<number> {
  const env = { ...process.env, CLAUDEWORK_DATA_DIR: dataDir }
  const version = (): unknown => execFileSync(file, ['version'], { env })
  // The first one unpacks.
  version()
  return median((await inTurns(rounds, { ours: () => timed(version) })).ours)
}

async function listening(file: string, dataDir: string): Promise<Row> {
  const env = { NODE_ENV: 'production', NODE_COMPILE_CACHE: join(dataDir, 'v8') }
  const startOf = async (options: { argv: readonly [string, ...string[]]; env: Record<string, string> }): Promise<number> => {
    await using server = await startServer({ dataDir, ...options })
    return server.msToListening
  }
  const ours = (): Promise<number> => startOf({ argv: [file], env: {} })
  const onNode = (): Promise<number> => startOf({ argv: [process.execPath, 'dist/server/main.cjs'], env })
  await ours()
  await onNode()
  const taken = await inTurns(rounds, { floor: onNode, ours, again: onNode })
  return againstFloor({ id: 'binary-start', what: 'single binary to listening, beside the same server on Node', unit: 'ms', ...medians(taken), target: 1.5 })
}
