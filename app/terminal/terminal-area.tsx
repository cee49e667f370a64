import { useState } from 'react'
import type { ApiClient, Session, Terminal } from '../api.ts'
import { useConnection } from '../connection/connection-provider.tsx'
import { problemText } from '../connection/problem-text.ts'
import { useSessionActions } from '../sessions/use-session-actions.ts'
import { useNotify } from '../ui/notices.tsx'
import { cleanTitle } from './clean-title.ts'
import { QuestionDialog, type Question } from './question.tsx'
import { RenameTerminal } from './rename-terminal.tsx'
import { TerminalTabs } from './terminal-tabs.tsx'
import { TerminalView } from './terminal-view.tsx'
import { useTerminals } from './use-terminals.ts'

/** A session's terminals: tabs, and the screen of the one that is looked at. The others cost nothing while they wait. */
export function TerminalArea({ session, onReady }: { session: Session; onReady: () => void }) {
  const { terminals, refresh } = useTerminals(session)
  const connection = useConnection()
  const notify = useNotify()
  const { restartAgent } = useSessionActions(session.id)
  const [chosen, setChosen] = useState<string | null>(null)
  const [question, setQuestion] = useState<Question | null>(null)
  const [renamed, setRenamed] = useState<Terminal | null>(null)
  const active = terminals?.find(({ id }) => id === chosen) ?? terminals?.[0]

  async function act(work: (trpc: ApiClient) => Promise<void>): Promise<void> {
    if (connection?.link.get().kind !== 'live') {
      notify('Not connected right now, so nothing was done; try again when the connection is back.')
      return
    }
    try {
      await work(connection.trpc)
      refresh()
    } catch (error) {
      notify(problemText(error))
    }
  }

  const open = () => act(async (trpc) => setChosen((await trpc.terminals.open.mutate({ sessionId: session.id })).id))
  const rename = (terminalId: string, title: string) => act(async (trpc) => { await trpc.terminals.update.mutate({ terminalId, title }) })
  const closeNow = (terminalId: string) => act(async (trpc) => { await trpc.terminals.close.mutate({ terminalId }) })
  function close({ id, running, title }: Terminal): void {
    if (running) setQuestion({ kind: 'close', title: cleanTitle(title) || 'this terminal', close: () => void closeNow(id) })
    else void closeNow(id)
  }

  return (
    <section aria-label="Terminals" className="bg-term grid h-full min-h-0 grid-rows-[auto_minmax(0,1fr)]">
      {terminals && active ? (
        <>
          <TerminalTabs terminals={terminals} activeId={active.id} onSelect={setChosen} onOpen={session.status === 'running' ? () => void open() : null} onClose={close} onRename={setRenamed} />
          <TerminalView key={active.id} terminal={active} sessionRuns={session.status === 'running'} onReady={onReady} onRestart={restartAgent} onClose={() => close(active)} />
        </>
      ) : null}
      {terminals?.length === 0 && session.status === 'running' && <p className="text-muted row-span-2 place-self-center p-6">This session has no terminals.</p>}
      {question && <QuestionDialog question={question} onDone={() => setQuestion(null)} />}
      {renamed && <RenameTerminal terminal={renamed} onRename={(title) => void rename(renamed.id, title)} onClose={() => setRenamed(null)} />}
    </section>
  )
}
