import { createHash } from 'node:crypto'
import { attachEvents, type Client } from '../../client/client.ts'
import { beginMark, printBeginMark } from '../begin-mark.ts'
import { openPlace, type Place } from '../place.ts'
import { startBenchServer } from '../server.ts'

export type ExitsPlan = {
  /** Terminals that print and end, in HOST and DOCKER by turns. */
  exits: number
  /** After which it ends with what it has, and says so. */
  minutes: number
  /** At which it ends sooner, and takes away what it made. */
  signal?: AbortSignal
}

export type ExitsReport = {
  seconds: number
  exits: number
  /** Of which every byte came before the exit was told, with its code. */
  exact: number
  firstFault: string | null
  /** There were as many as planned, and each was exact. */
  ok: boolean
}

const lines = 1_000_000
const code = 7
const command = `exec bash -c "${printBeginMark}; seq 1 ${String(lines)}; exit ${String(code)}"\r`
const patienceMs = 60_000

/** A program's last bytes are read after it has ended, and can be lost then: here nearly all of them are the last ones. */
export async function soakExits(plan: ExitsPlan, say: (line: string) => void = () => undefined): Promise<ExitsReport> {
  const begun = performance.now()
  const deadline = begun + plan.minutes * 60_000
  const wanted = digestOf(Buffer.from(Array.from({ length: lines }, (_, number) => `${String(number + 1)}\r\n`).join('')))
  await using server = await startBenchServer()
  await using host = await openPlace(server.client, 'HOST')
  await using docker = await openPlace(server.client, 'DOCKER')
  const report = { exits: 0, exact: 0, firstFault: null as string | null }
  while (report.exits < plan.exits && performance.now() < deadline && plan.signal?.aborted !== true) {
    const place = report.exits % 2 === 0 ? host : docker
    report.exits += 1
    const fault = await faultOfOne(server.client, place, wanted)
    if (fault === null) report.exact += 1
    else report.firstFault ??= `exit ${String(report.exits)}, ${place.kind}: ${fault}`
    if (report.exits % 20 === 0) say(`${String(report.exact)} of ${String(report.exits)} exits exact`)
  }
  return { ...report, seconds: (performance.now() - begun) / 1000, ok: report.exits === plan.exits && report.exact === plan.exits }
}

/** null where every byte came, and then the exit with its code. */
async function faultOfOne(client: Client, { sessionId }: Place, wanted: string): Promise<string | null> {
  const { id: terminalId } = await client.terminals.open.mutate({ sessionId })
  try {
    const events = attachEvents(client, terminalId, { offset: 0, waitingBytes: Infinity, signal: AbortSignal.timeout(patienceMs) })
    await client.terminals.write.mutate({ terminalId, data: command })
    const pieces: Buffer[] = []
    for await (const event of events) {
      if (event.kind === 'data') pieces.push(Buffer.from(event.bytes))
      if (event.kind === 'snapshot') return `it was moved forward over ${String(event.skipped)} bytes`
      if (event.kind === 'exit') return faultOf(Buffer.concat(pieces), event.exit.code, wanted)
    }
    return `its end was not told within ${String(patienceMs)} ms`
  } finally {
    await client.terminals.close.mutate({ terminalId })
  }
}

function faultOf(bytes: Buffer, exitCode: number | null, wanted: string): string | null {
  const begin = bytes.indexOf(beginMark)
  if (begin < 0) return `it printed ${JSON.stringify(bytes.toString('latin1').slice(-200))} only`
  const printed = bytes.subarray(begin + beginMark.length)
  if (digestOf(printed) !== wanted) return `${String(printed.length)} bytes came, which are not what was printed; the last are ${JSON.stringify(printed.toString('latin1').slice(-40))}`
  return exitCode === code ? null : `its exit code was ${String(exitCode)}`
}

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
