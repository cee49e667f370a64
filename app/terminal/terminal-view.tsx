import '@xterm/xterm/css/xterm.css'
import { useState } from 'react'
import type { Terminal } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { ExitBar } from './exit-bar.tsx'
import { DropPlace, SendingNote } from './files/file-notes.tsx'
import { KeyBar } from './input/key-bar.tsx'
import { bytesOf } from './input/keys.ts'
import { LinksDialog } from './find/links-dialog.tsx'
import { noteClass } from './note-class.ts'
import { QuestionDialog } from './question.tsx'
import { SearchBar } from './find/search-bar.tsx'
import { TerminalMenu } from './terminal-menu.tsx'
import { titleOf } from './tabs/terminal-tab.tsx'
import { useLiveTerminal } from './use-live-terminal.ts'
import { ViewSettingsDialog } from './look/view-settings-dialog.tsx'
import type { ViewSettings } from './look/view-settings.ts'

type TerminalViewProps = {
  terminal: Terminal
  settings: ViewSettings
  sessionRuns: boolean
  /** null where a key would wake nothing. */
  onWake: (() => void) | null
  onReady: () => void
  onRestart: () => Promise<unknown>
  onClose: () => void
}

/** The screen of one terminal. */
export function TerminalView({ terminal, settings, sessionRuns, onWake, onReady, onRestart, onClose }: TerminalViewProps) {
  const { host, live, exit, role, ctrl, question, searching, links, scrolled, filesOver, sending, matches, skipped, menu, closeMenu, search, showLinks, closeLinks, toEnd, toggleCtrl, answered, endSearch } = useLiveTerminal(terminal.id, { settings, asleep: !sessionRuns, onReady, onWake: () => onWake?.() })
  const [choosing, setChoosing] = useState(false)
  return (
    <div role="tabpanel" aria-labelledby={`tab-${terminal.id}`} className="bg-term grid h-full min-h-0 grid-rows-[minmax(0,1fr)_auto_auto]">
      <div className="relative min-h-0 min-w-0 overflow-hidden px-2 pt-2 md:px-4 md:pt-3">
        <div ref={host} role="group" aria-label={`Terminal ${titleOf(terminal)}`} aria-description="Ctrl-F6 leaves it for its tab." className="h-full min-h-0 overflow-x-auto overflow-y-hidden" />
        {searching !== null ? (
          <SearchBar start={searching} matches={matches} onFind={(wanted) => live.current?.find(wanted)} onClose={endSearch} />
        ) : (
          <div className="pointer-events-none absolute top-2 right-4 grid justify-items-end gap-1">
            {role === 'driving' && terminal.viewers > 1 && <p className={noteClass}>driving; {terminal.viewers === 2 ? 'another window watches' : `${String(terminal.viewers - 1)} other windows watch`}</p>}
            {role === 'watching' && (
              <p className={`${noteClass} pointer-events-auto flex items-center gap-2 pr-1`}>
                watching; another window drives
                <Button
                  look="quiet"
                  className="pointer-fine:h-6!"
                  onClick={() => {
                    live.current?.takeOver()
                    live.current?.focus()
                  }}
                >
                  Take over
                </Button>
              </p>
            )}
            {skipped > 0 && (
              <p role="status" className={noteClass}>
                skipped {(skipped / 1e6).toFixed(1)} MB to keep up
              </p>
            )}
            {sending && <SendingNote sending={sending} onCancel={() => live.current?.cancelFiles()} />}
          </div>
        )}
        {scrolled && (
          <button type="button" className={`${noteClass} hover:text-text shadow-float absolute right-4 bottom-2 flex items-center gap-1.5 pr-2! pointer-coarse:h-11 ${scrolled.news ? 'text-text!' : ''}`} onClick={toEnd}>
            {scrolled.news && <span className="bg-accent size-1.5 rounded-full" />}
            {scrolled.news ? 'New output' : 'To the end'}
            <Icon name="down" className="size-3.5!" />
          </button>
        )}
        {filesOver && <DropPlace />}
      </div>
      {sessionRuns && <ExitBar terminal={terminal} exit={exit} onRestart={onRestart} onClose={onClose} />}
      <KeyBar ctrl={ctrl} onCtrl={toggleCtrl} onKey={(key) => live.current?.press(bytesOf(key, live.current.applicationCursor()))} />
      {question && <QuestionDialog question={question} onDone={answered} />}
      {menu && (
        <TerminalMenu
          at={menu.at}
          selected={menu.selected}
          onCopy={() => live.current?.copy()}
          onPaste={() => live.current?.paste()}
          onSelectAll={() => live.current?.selectAll()}
          onSearch={search}
          onLinks={showLinks}
          onSettings={() => setChoosing(true)}
          onClose={closeMenu}
          onClosed={() => live.current?.focus()}
        />
      )}
      {links && <LinksDialog links={links} onClose={closeLinks} />}
      {choosing && <ViewSettingsDialog onClose={() => setChoosing(false)} />}
    </div>
  )
}
