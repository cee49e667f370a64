// A server that is killed in the middle of a turn: a process of its own, so that nothing of it is left but rows and its child.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { ProcessIdentity } from '../../process-identity.ts'
import type { LegacyPlace, LegacyState } from '../legacy-place.ts'
import { databaseIn, managerOver, type ManagerFixture, type ManagerOver } from './manager-fixture.ts'

type Order = ManagerOver & { place: LegacyPlace; prompt: string }
type Report = { state: LegacyState } | { delivered: true }

/** Starts the session in a server of its own, sends the prompt, kills that server; the process that is left runs on. */
export async function serverKilledInTurn(fixture: ManagerFixture, options: Omit<Order, 'folder'>): Promise<ProcessIdentity> {
  const order: Order = { ...options, folder: fixture.folder }
  const child = fork(import.meta.filename, [JSON.stringify(order)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const delivered = new Promise<void>((resolve, reject) => {
    child.on('message', (report: Report) => {
      if ('state' in report) void fixture.saving(options.place.sessionId).save(report.state)
      else resolve()
    })
    child.on('exit', () => { reject(new Error('the server of the test ended before the prompt was delivered')) })
  })
  await delivered
  child.kill('SIGKILL')
  await once(child, 'exit')
  const { process: left } = fixture.stateOf(options.place.sessionId)
  if (!left) throw new Error('the state names no process')
  return left
}

async function serve(order: Order): Promise<void> {
  const manager = managerOver({ ...order, db: await databaseIn(order.folder) })
  const save = (state: LegacyState): Promise<void> => new Promise((resolve) => { process.send?.({ state } satisfies Report, undefined, undefined, () => { resolve() }) })
  await manager.start(order.place, { save })
  await manager.send(order.place.sessionId, { text: order.prompt })
  process.send?.({ delivered: true } satisfies Report)
}

if (process.argv[1] === import.meta.filename) await serve(JSON.parse(process.argv[2] ?? '') as Order)
