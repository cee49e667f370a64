import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { constants, zstdCompressSync } from 'node:zlib'
import { buildBinary } from '../scripts/binary/build.ts'
import { roundsOf } from './rounds.ts'
import { againstFloor, alone, median, type Row } from './row.ts'
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
      alone({ id: 'binary-version', what: 'claudework version', unit: 'ms', ours: versionMs(file, dataDir), target: 100 }),
      await listening(file, dataDir),
    ]
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

function versionMs(file: string, dataDir: string): number {
  const env = { ...process.env, CLAUDEWORK_DATA_DIR: dataDir }
  // The first one unpacks.
  execFileSync(file, ['version'], { env })
  return median(Array.from({ length: rounds }, () => {
    const begun = performance.now()
    execFileSync(file, ['version'], { env })
    return performance.now() - begun
  }))
}

async function listening(file: string, dataDir: string): Promise<Row> {
  const env = { NODE_ENV: 'production', NODE_COMPILE_CACHE: join(dataDir, 'v8') }
  const taken = { ours: [] as number[], floor: [] as number[], again: [] as number[] }
  const start = async (argv: readonly [string, ...string[]], into: number[]): Promise<void> => {
    await using server = await startServer({ dataDir, env: argv[0] === file ? {} : env, argv })
    into.push(server.msToListening)
  }
  const onNode = [process.execPath, 'dist/server/main.cjs'] as const
  await start([file], [])
  await start(onNode, [])
  for (let round = 0; round < rounds; round++) {
    await start(onNode, taken.floor)
    await start([file], taken.ours)
    await start(onNode, taken.again)
  }
  return againstFloor({ id: 'binary-start', what: 'single binary to listening, beside the same server on Node', unit: 'ms', ours: median(taken.ours), floor: median(taken.floor), again: median(taken.again), target: 1.5 })
}
