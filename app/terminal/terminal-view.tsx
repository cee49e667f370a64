import '@xterm/xterm/css/xterm.css'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { Exit, Terminal } from '../api.ts'
import { useConnection } from '../connection/connection-provider.tsx'
import { problemText } from '../connection/problem-text.ts'
import { Button } from '../ui/button.tsx'
import { useNotify } from '../ui/notices.tsx'
import { cleanTitle } from './clean-title.ts'
import { ExitBar } from './exit-bar.tsx'
import { KeyBar } from './key-bar.tsx'
import { bytesOf } from './keys.ts'
import type { LiveTerminal } from './live-terminal.ts'

type TerminalViewProps = { terminal: Terminal; sessionRuns: boolean; onReady: () => void; onRestart: () => Promise<unknown>; onClose: () => void }

/** The screen of one terminal, as long as it is mounted. */
export function TerminalView({ terminal, sessionRuns, onReady, onRestart, onClose }: TerminalViewProps) {
  const { id: terminalId } = terminal
  const connection = useConnection()
  const notify = useNotify()
  const host = useRef<HTMLDivElement>(null)
  const live = useRef<LiveTerminal>(null)
  const [exit, setExit] = useState<Exit | null>(null)
  const [watching, setWatching] = useState(false)
  const [ctrl, setCtrl] = useState(false)
  const ready = useEffectEvent(onReady)

  useEffect(() => {
    const element = host.current
    if (!connection || !element) return
    let gone = false
    const left = () => gone
    async function open(place: HTMLElement, to: NonNullable<typeof connection>): Promise<void> {
      const { openLiveTerminal } = await import('./live-terminal.ts')
      if (left()) return
      const opened = await openLiveTerminal({
        host: place, connection: to, terminalId,
        onReady: () => {
          ready()
          opened.focus()
        },
        onExit: (ended) => {
          setExit(ended)
          if (ended === null) focusAgain(opened)
        },
        onWatching: setWatching,
        onCtrlUsed: () => setCtrl(false),
        onRefused: (why) => notify(refusal(why)),
        onGone: (error) => notify(problemText(error)),
      })
      if (left()) opened.close()
      else live.current = opened
    }
    open(element, connection).catch((error: unknown) => notify(`The terminal could not be opened. ${problemText(error)}`))
    return () => {
      gone = true
      live.current?.close()
      live.current = null
    }
  }, [connection, terminalId, notify])

  const toggleCtrl = () => {
    setCtrl(!ctrl)
    live.current?.setCtrl(!ctrl)
  }

  return (
    <div className="bg-term grid h-full min-h-0 grid-rows-[minmax(0,1fr)_auto_auto]">
      <div className="relative min-h-0 min-w-0 overflow-hidden px-2 pt-2 md:px-4 md:pt-3">
        <div ref={host} role="group" aria-label={`Terminal ${cleanTitle(terminal.title)}`} className="h-full min-h-0 overflow-x-auto overflow-y-hidden" />
        {watching && (
          <p className="bg-raised border-line text-muted text-small absolute top-2 right-4 flex items-center gap-2 rounded-full border py-0.5 pr-1 pl-3">
            watching; another window drives
            <Button look="quiet" className="h-6!" onClick={() => { live.current?.takeOver(); live.current?.focus() }}>
              Take over
            </Button>
          </p>
        )}
      </div>
      {sessionRuns && <ExitBar terminal={terminal} exit={exit} onRestart={onRestart} onClose={onClose} />}
      <KeyBar ctrl={ctrl} onCtrl={toggleCtrl} onKey={(key) => live.current?.press(bytesOf(key, live.current.applicationCursor()))} />
    </div>
  )
}

/** A start or restart by a button takes that button away, and with it the focus. */
function focusAgain(terminal: LiveTerminal): void {
  if (document.activeElement === document.body) terminal.focus()
}

function refusal(why: 'offline' | 'lost' | { error: unknown }): string {
  if (why === 'offline') return 'Not connected: what you typed was not sent, and will not be.'
  if (why === 'lost') return 'The connection was lost while you typed: the last keys may or may not have arrived.'
  return `What you typed was not sent. ${problemText(why.error)}`
}
