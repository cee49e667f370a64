import { useState } from 'react'
import type { Session } from '../api.ts'
import { Conversation } from '../conversation/conversation.tsx'
import { PromptBox } from '../prompts/prompt-box.tsx'
import { TerminalArea } from '../terminal/terminal-area.tsx'
import { Creation } from './new/creation.tsx'
import { IdleQuestion } from './idle-question.tsx'
import { SessionFooter } from './session-footer.tsx'
import { SessionHeader } from './session-header.tsx'
import { SetupNotice } from './setup-notice.tsx'
import { SignInNotice } from './sign-in-notice.tsx'
import { Stopped } from './stopped.tsx'

export function SessionView({ session }: { session: Session }) {
  const { status, cloned } = session
  const making = status === 'creating' || (status === 'error' && !cloned)
  // The steps stay until the terminal behind them has something to show.
  const [wasMade, setWasMade] = useState(making)
  const [ready, setReady] = useState(false)
  const [prompting, setPrompting] = useState(false)
  if (making && !wasMade) setWasMade(true)
  const talks = session.environmentId === null
  const ended = status === 'stopped' || (status === 'error' && cloned)

  return (
    <main className="grid h-full min-h-0 w-full grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)_auto_auto_auto]">
      <SessionHeader session={session} prompt={making || talks ? null : { open: prompting, toggle: () => setPrompting(!prompting) }} />
      <div className="relative min-h-0 min-w-0">
        {!making && (
          <div className="absolute inset-0 grid grid-rows-[minmax(0,1fr)_auto]">
            {talks ? <Conversation session={session} onReady={() => setReady(true)} /> : <TerminalArea session={session} onReady={() => setReady(true)} />}
            {ended && !talks && ready && <Stopped session={session} overScreen />}
          </div>
        )}
        {(making || (wasMade && !ready && !ended)) && (
          <div className="absolute inset-0">
            <Creation session={session} />
          </div>
        )}
        {ended && !talks && !ready && <Stopped session={session} overScreen={false} />}
      </div>
      {/* An empty row holds the place, as below. */}
      {prompting && !making && !talks ? <PromptBox session={session} placeholder="Typed into the agent's terminal" autoFocus onEscape={() => setPrompting(false)} /> : <div />}
      <div>
        <SetupNotice session={session} />
        <SignInNotice session={session} />
        <IdleQuestion session={session} />
      </div>
      <SessionFooter session={session} />
    </main>
  )
}
