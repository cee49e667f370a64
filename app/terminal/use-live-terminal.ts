import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { Exit } from '../api.ts'
import { useConnection } from '../connection/connection-provider.tsx'
import { problemText } from '../connection/problem-text.ts'
import type { MenuPoint } from '../ui/menu-at.tsx'
import { useNotify } from '../ui/notices.tsx'
import type { LiveTerminal, Role } from './live-terminal.ts'
import { openLink, type Question } from './question.tsx'
import type { Scrolled } from './scroll-watch.ts'
import type { Sending } from './files/send-files.ts'
import type { ViewSettings } from './look/view-settings.ts'

const skippedShownMs = 4_000

type LiveTerminalOptions = {
  settings: ViewSettings
  /** The session does not run: what it last showed is looked at. */
  asleep: boolean
  onReady: () => void
  onWake: () => void
}

/** One terminal in a place on the page, as long as it is mounted, and what is to be said about it. */
export function useLiveTerminal(terminalId: string, { settings, asleep, onReady, onWake }: LiveTerminalOptions) {
  const connection = useConnection()
  const notify = useNotify()
  const host = useRef<HTMLDivElement>(null)
  const live = useRef<LiveTerminal>(null)
  const [exit, setExit] = useState<Exit | null>(null)
  const [role, setRole] = useState<Role>(null)
  const [ctrl, setCtrl] = useState(false)
  const [question, setQuestion] = useState<Question | null>(null)
  /** What the search begins with; null while nobody searches. */
  const [searching, setSearching] = useState<string | null>(null)
  const [links, setLinks] = useState<readonly string[] | null>(null)
  const [scrolled, setScrolled] = useState<Scrolled>(null)
  const [filesOver, setFilesOver] = useState(false)
  const [sending, setSending] = useState<Sending | null>(null)
  const [matches, setMatches] = useState({ index: -1, count: 0 })
  const [skipped, setSkipped] = useState(0)
  const [menu, setMenu] = useState<{ at: MenuPoint; selected: boolean } | null>(null)
  const copyAllowed = useRef(false)
  const ready = useEffectEvent(onReady)
  const isAsleep = useEffectEvent(() => asleep)
  const wake = useEffectEvent(onWake)
  const settingsNow = useEffectEvent(() => settings)

  const onCopyWish = useEffectEvent((text: string) => {
    const copy = () => { navigator.clipboard.writeText(text).catch((error: unknown) => notify(`Nothing was copied. ${problemText(error)}`)) }
    if (copyAllowed.current) copy()
    else setQuestion({ kind: 'copy', text, allow: () => { copyAllowed.current = true; copy() } })
  })

  useEffect(() => {
    const element = host.current
    if (!connection || !element) return
    let gone = false
    const left = () => gone
    async function open(place: HTMLElement, to: NonNullable<typeof connection>): Promise<void> {
      const { openLiveTerminal } = await import('./live-terminal.ts')
      if (left()) return
      const opened = await openLiveTerminal({
        host: place, connection: to, terminalId, settings: settingsNow(),
        onReady: () => {
          ready()
          if (!isUsedElsewhere(place)) opened.focus()
        },
        onExit: (ended) => {
          setExit(ended)
          if (ended === null) focusAgain(opened)
        },
        asleep: () => isAsleep(),
        onWake: () => wake(),
        onRole: setRole,
        onCtrlUsed: () => setCtrl(false),
        onRefused: (why) => notify(refusal(why)),
        onSkipped: setSkipped,
        onGone: (error) => notify(problemText(error)),
        onLink: (url, sure) => {
          if (sure) openLink(url)
          else setQuestion({ kind: 'link', url })
        },
        onLinksKey: () => setLinks(opened.links()),
        onPasteQuestion: ({ lines }, send) => setQuestion({ kind: 'paste', lines, send }),
        onCopyWish: (text) => onCopyWish(text),
        onSearchKey: () => setSearching(opened.selectedLine()),
        onScrolled: setScrolled,
        onFilesOver: setFilesOver,
        onSending: setSending,
        onFilesRefused: notify,
        onLeaveKey: () => document.getElementById(`tab-${terminalId}`)?.focus(),
        onMatches: setMatches,
        onMenu: (at) => setMenu({ at, selected: opened.hasSelection() }),
        onClipboardFailure: (error) => notify(clipboardWords(error)),
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

  useEffect(() => {
    live.current?.restyle(settings).catch((error: unknown) => notify(problemText(error)))
  }, [settings, notify])

  useEffect(() => {
    if (skipped === 0) return
    const timer = setTimeout(setSkipped, skippedShownMs, 0)
    return () => clearTimeout(timer)
  }, [skipped])

  return {
    host, live, exit, role, ctrl, question, searching, links, scrolled, filesOver, sending, matches, skipped, menu,
    closeMenu: () => setMenu(null),
    search: () => setSearching(live.current?.selectedLine() ?? ''),
    showLinks: () => setLinks(live.current?.links() ?? []),
    closeLinks: () => setLinks(null),
    toEnd: () => {
      live.current?.toEnd()
      live.current?.focus()
    },
    toggleCtrl: () => {
      setCtrl(!ctrl)
      live.current?.setCtrl(!ctrl)
    },
    answered: () => setQuestion(null),
    endSearch: () => {
      setSearching(null)
      live.current?.endFind()
      live.current?.focus()
    },
  }
}

/** The browser's own words say neither what failed nor what to do. */
function clipboardWords(error: unknown): string {
  if (error instanceof DOMException) return 'The browser does not let this page use the clipboard; allow it there, or use Ctrl-Shift-C and Ctrl-Shift-V.'
  return problemText(error)
}

/** Somebody types into something else, walks along the tabs, or is asked something: the keyboard stays there. */
function isUsedElsewhere(place: HTMLElement): boolean {
  const { activeElement } = document
  return activeElement !== null && !place.contains(activeElement) && activeElement.matches('input, textarea, select, [role=tab]:focus-visible, [role=dialog] *, [role=menu] *, [role=menu]')
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
