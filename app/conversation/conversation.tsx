import { useEffect, useMemo } from 'react'
import type { Session } from '../api.ts'
import { PromptBox } from '../prompts/prompt-box.tsx'
import { useSessionActions } from '../sessions/use-session-actions.ts'
import { AskPanel } from './ask-panel.tsx'
import { ConversationState } from './conversation-state.tsx'
import { itemsOf, openAsks } from './items.ts'
import { MessageList } from './message-list.tsx'
import { useTranscript } from './use-transcript.ts'

/** A session without terminals: what was said, what waits for an answer, and the box to say more. */
export function Conversation({ session, onReady }: { session: Session; onReady: () => void }) {
  const { messages, loaded, more, loadOlder, problem } = useTranscript(session.id)
  const items = useMemo(() => itemsOf(messages), [messages])
  const asks = useMemo(() => (session.status === 'running' ? openAsks(items) : []), [items, session.status])
  const { interrupt } = useSessionActions(session.id)
  useEffect(() => { if (loaded) onReady() }, [loaded, onReady])
  const working = session.agentState.state === 'working'
  return (
    <section aria-label="Conversation with Claude Code" className="bg-page grid h-full min-h-0 grid-rows-[minmax(0,1fr)_auto_auto_auto]">
      {loaded && items.every(({ kind }) => kind === 'process') ? (
        <p className="text-muted place-self-center p-6">Nothing was said yet. Tell Claude Code what to do.</p>
      ) : (
        // Also while it is empty: it goes to its end as it grows.
        <MessageList items={items} more={more} loadOlder={loadOlder} loading={!loaded && problem === null} />
      )}
      <AskPanel sessionId={session.id} asks={asks} />
      <ConversationState session={session} problem={problem} />
      <PromptBox session={session} placeholder="Tell Claude Code what to do" {...(working ? { onEscape: () => void interrupt() } : {})} />
    </section>
  )
}
