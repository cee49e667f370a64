import { useState, type CSSProperties } from 'react'
import type { Session, Terminal } from '../api.ts'
import { useToldAttempt } from '../connection/use-attempt.ts'
import { useSessionActions } from '../sessions/use-session-actions.ts'
import { Icon } from '../ui/icon.tsx'
import { QuestionDialog, type Question } from './question.tsx'
import { TerminalTabs } from './tabs/terminal-tabs.tsx'
import { titleOf } from './tabs/terminal-tab.tsx'
import { TerminalView } from './terminal-view.tsx'
import { themes } from './look/themes.ts'
import { useTerminals } from './use-terminals.ts'
import { useVisibleHeight } from './use-visible-height.ts'
import { useViewSettings } from './look/use-view-settings.ts'
import { ViewSettingsDialog } from './look/view-settings-dialog.tsx'

/** A session's terminals: tabs, and the screen of the one that is looked at. The others cost nothing while they wait. */
export function TerminalArea({ session, onReady }: { session: Session; onReady: () => void }) {
  const terminals = useTerminals(session)
  const act = useToldAttempt()
  const { settings } = useViewSettings()
  useVisibleHeight()
  const { restartAgent, start } = useSessionActions(session.id)
  const [chosen, setChosen] = useState<string | null>(null)
  const [question, setQuestion] = useState<Question | null>(null)
  const [choosing, setChoosing] = useState(false)
  const active = terminals?.find(({ id }) => id === chosen) ?? terminals?.[0]

  const open = () => act(async (trpc) => setChosen((await trpc.terminals.open.mutate({ sessionId: session.id })).id))
  const rename = (terminalId: string, title: string) => act((trpc) => trpc.terminals.update.mutate({ terminalId, title }))
  const move = (terminalId: string, position: number) => act((trpc) => trpc.terminals.update.mutate({ terminalId, position }))
  const closeNow = (terminalId: string) => act((trpc) => trpc.terminals.close.mutate({ terminalId }))
  const close = (terminal: Terminal) => act(async (trpc) => {
    const { id } = terminal
    const { names } = await trpc.terminals.programs.query({ terminalId: id })
    if (names.length > 0) setQuestion({ kind: 'close', title: titleOf(terminal), programs: names, close: () => void closeNow(id) })
    else await trpc.terminals.close.mutate({ terminalId: id })
  })

  return (
    <section aria-label="Terminals" className="bg-term grid h-full min-h-0 grid-rows-[auto_minmax(0,1fr)]" style={groundOf(settings.theme)}>
      {terminals && active ? (
        <>
          <TerminalTabs
            terminals={terminals}
            activeId={active.id}
            onSelect={setChosen}
            onOpen={session.status === 'running' ? () => void open() : null}
            onClose={(terminal) => void close(terminal)}
            onRename={(id, title) => void rename(id, title)}
            onMove={(id, position) => void move(id, position)}
          >
            <button type="button" aria-label="Terminal view" title="Font, theme, copy and paste" className="text-muted hover:text-text rounded-control mx-2 mb-0.5 grid size-7 flex-none place-items-center pointer-coarse:size-11" onClick={() => setChoosing(true)}>
              <Icon name="view" />
            </button>
          </TerminalTabs>
          <TerminalView key={active.id} terminal={active} settings={settings} sessionRuns={session.status === 'running'} onWake={session.status === 'stopped' ? () => void start() : null} onReady={onReady} onRestart={restartAgent} onClose={() => void close(active)} />
        </>
      ) : null}
      {terminals?.length === 0 && session.status === 'running' && <p className="text-muted row-span-2 place-self-center p-6">This session has no terminals.</p>}
      {question && <QuestionDialog question={question} onDone={() => setQuestion(null)} />}
      {choosing && <ViewSettingsDialog onClose={() => setChoosing(false)} />}
    </section>
  )
}

/** A theme of its own colours what is around the screen, too. */
function groundOf(theme: ReturnType<typeof useViewSettings>['settings']['theme']): CSSProperties {
  if (theme === 'auto') return {}
  const { background, foreground } = themes[theme].colours
  return { '--color-term': background, '--term-ink': foreground } as CSSProperties
}
