import type { Client } from '../../client/client.ts'
import { ledgerProgram, type LedgerOptions } from '../../e2e/fixtures/byte-ledger.ts'
import { createEngineView } from '../../e2e/fixtures/engine.ts'
import { startGitServer } from '../../e2e/fixtures/git-server.ts'
import { makeRepository } from '../../e2e/fixtures/make-repository.ts'
import { createdSession } from '../../e2e/fixtures/sessions.ts'

export type BusyTerminals = { sessionIds: string[]; terminalIds: string[] }

const payloads: readonly LedgerOptions['payload'][] = ['plain', 'wide', 'escapes']
/** Printed for as long as the session lives. */
const endless = 1_000_000_000
/** 25 to 100 KB/s a terminal: less than what gets through between two cuts, so that every viewer can catch up. */
const pause = 300

/** A HOST and a DOCKER session with a terminal for each kind of ledger, all printing. */
export async function startBusyTerminals(client: Client): Promise<BusyTerminals> {
  const extra = Object.fromEntries(payloads.map((payload) => [`${payload}.cjs`, ledgerProgram({ lines: endless, payload, pause })]))
  using repository = makeRepository({ files: 3, extra })
  await using git = await startGitServer(repository, await createEngineView().hostAddress())
  const sessionIds: string[] = []
  const terminalIds: string[] = []
  for (const environment of await client.environments.list.query()) {
    const repoUrl = environment.kind === 'DOCKER' ? git.url : repository.url
    const session = await createdSession(client, { name: `Soak ${environment.kind}`, repoUrl, environmentId: environment.id })
    if (session.status !== 'running') throw new Error(`the ${environment.kind} session is ${session.status}: ${session.statusReason ?? ''}`)
    sessionIds.push(session.id)
    for (const payload of payloads) {
      const { id } = await client.terminals.open.mutate({ sessionId: session.id })
      await client.terminals.write.mutate({ terminalId: id, data: `exec node ${payload}.cjs\r` })
      terminalIds.push(id)
    }
  }
  return { sessionIds, terminalIds }
}
