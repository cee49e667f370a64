// One terminal on the page, away from React: its screen, its stream, its input, its size.
import type { Exit } from '../api.ts'
import { isLost, problemText } from '../connection/problem-text.ts'
import type { LinkStore } from '../connection/link-state.ts'
import type { Connection } from '../trpc.client.ts'
import { attachTerminal } from './attachment.ts'
import { createInputQueue, type InputQueueDeps } from './input/input-queue.ts'
import { isReport, withCtrl } from './input/keys.ts'
import { openScreen, type ScreenEvents, type Size } from './screen.ts'
import { createFileSender, type Sending } from './files/send-files.ts'
import type { ViewSettings } from './look/view-settings.ts'

const resizeQuietMs = 80
const restAfterMs = 3_000

export type LiveTerminalDeps = Pick<ScreenEvents, 'onPasteQuestion' | 'onLink' | 'onLinksKey' | 'onSearchKey' | 'onLeaveKey' | 'onMatches' | 'onMenu' | 'onClipboardFailure' | 'onFilesOver' | 'onScrolled'> & {
  host: HTMLElement
  connection: Connection
  terminalId: string
  settings: ViewSettings
  onReady: () => void
  /** Whose size holds; where another window drives, typing here takes over. */
  onRole: (role: Role) => void
  onExit: (exit: Exit | null) => void
  /** Nothing runs to type to: a key wakes it, and goes nowhere. */
  asleep: () => boolean
  onWake: () => void
  onRefused: InputQueueDeps['onRefused']
  onSkipped: (bytes: number) => void
  onGone: (error: unknown) => void
  /** A program wants to put this text into the clipboard. */
  onCopyWish: (text: string) => void
  /** A file is on its way into the session; null once none is. */
  onSending: (sending: Sending | null) => void
  onFilesRefused: (sentence: string) => void
  /** Sticky Ctrl of the key bar was used up. */
  onCtrlUsed: () => void
}
/** null while nobody has typed. */
export type Role = 'driving' | 'watching' | null
export type LiveTerminal = Awaited<ReturnType<typeof openLiveTerminal>>

export async function openLiveTerminal(deps: LiveTerminalDeps) {
  const { host, connection: { trpc, link }, terminalId } = deps
  const clientId = randomId()
  const utf8 = new TextEncoder()
  let ctrl = false
  let ready = false
  let told: Size | null = null
  let resizeTimer: ReturnType<typeof setTimeout> | undefined

  const input = createInputQueue({
    send: (data, seq) => trpc.terminals.write.mutate({ terminalId, data, clientId, seq }),
    isLive: () => link.get().kind === 'live',
    whenLive: (withinMs) => whenLive(link, withinMs),
    isLost,
    onRefused: deps.onRefused,
  })
  const files = createFileSender({
    send: (part) => trpc.terminals.upload.mutate({ terminalId, ...part }),
    whenLive: (withinMs) => whenLive(link, withinMs),
    isLost,
    now: () => performance.now(),
    newId: randomId,
    onSending: deps.onSending,
    // As a terminal on one's own machine does with what is dropped onto it.
    onSent: (paths) => screen.type(`${paths.join(' ')} `),
    onRefused: deps.onFilesRefused,
    problemText,
  })
  const screen = await openScreen(host, deps.settings, {
    onInput(data) {
      if (deps.asleep()) {
        if (!isReport(data)) deps.onWake()
        return
      }
      const typed = ctrl ? utf8.encode(withCtrl(new TextDecoder().decode(data))) : data
      if (ctrl) {
        ctrl = false
        deps.onCtrlUsed()
      }
      input.push(typed)
    },
    // What a program wished before we looked is not wished again.
    onCopyWish: (text) => { if (ready) deps.onCopyWish(text) },
    onPasteQuestion: deps.onPasteQuestion,
    onLink: deps.onLink,
    onLinksKey: deps.onLinksKey,
    onSearchKey: deps.onSearchKey,
    onLeaveKey: deps.onLeaveKey,
    onMatches: deps.onMatches,
    onMenu: deps.onMenu,
    onClipboardFailure: deps.onClipboardFailure,
    onFiles(given) {
      if (deps.asleep()) deps.onFilesRefused('Files can be given to a session that runs; start it first.')
      else if (link.get().kind !== 'live') deps.onFilesRefused('Not connected right now, so no file was sent; try again when the connection is back.')
      else void files.send(given)
    },
    onFilesOver: deps.onFilesOver,
    onScrolled: deps.onScrolled,
    onStyled: () => tellSize(),
  })
  const attachment = attachTerminal({
    trpc, terminalId, clientId, screen,
    onReady: () => {
      ready = true
      deps.onReady()
    },
    onOwner: (owner) => deps.onRole(owner === null ? null : owner === clientId ? 'driving' : 'watching'),
    onExit: deps.onExit,
    onSkipped: deps.onSkipped,
    onGone: deps.onGone,
  })

  // A page that was merely looked away from for a moment goes on; one in the background costs nothing.
  let restTimer: ReturnType<typeof setTimeout> | undefined
  const onVisibility = () => {
    clearTimeout(restTimer)
    if (document.visibilityState === 'hidden') restTimer = setTimeout(() => attachment.rest(), restAfterMs)
    else attachment.wake()
  }
  document.addEventListener('visibilitychange', onVisibility)

  /** Says what size would fit here. Who drives is decided at the far end, and comes back as a mark in the stream. */
  function tellSize(take = false): void {
    const wish = screen.wish()
    if (!wish || link.get().kind !== 'live') return
    if (!take && told?.cols === wish.cols && told.rows === wish.rows) return
    told = wish
    trpc.terminals.resize.mutate({ terminalId, clientId, ...wish, ...(take ? { take } : {}) }).catch(() => { told = null })
  }
  const observer = new ResizeObserver(() => {
    screen.showEnd()
    clearTimeout(resizeTimer)
    resizeTimer = setTimeout(tellSize, resizeQuietMs)
  })
  observer.observe(host)
  const stopWatchingLink = link.subscribe(() => {
    if (link.get().kind !== 'live') return
    told = null
    tellSize()
  })
  tellSize()

  return {
    focus: screen.focus,
    copy: screen.copy,
    paste: screen.paste,
    restyle: screen.restyle,
    selectAll: () => screen.terminal.selectAll(),
    hasSelection: () => screen.terminal.hasSelection(),
    find: screen.find,
    endFind: screen.endFind,
    selectedLine: screen.selectedLine,
    links: screen.links,
    toEnd: screen.toEnd,
    cancelFiles: () => files.cancel(),
    press: (text: string) => input.push(utf8.encode(text)),
    takeOver: () => tellSize(true),
    applicationCursor: () => screen.terminal.modes.applicationCursorKeysMode,
    setCtrl(on: boolean): void { ctrl = on },
    close(): void {
      clearTimeout(resizeTimer)
      clearTimeout(restTimer)
      document.removeEventListener('visibilitychange', onVisibility)
      observer.disconnect()
      stopWatchingLink()
      attachment.end()
      screen.close()
    },
  }
}

function whenLive(link: LinkStore, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (live: boolean) => {
      clearTimeout(timer)
      stop()
      resolve(live)
    }
    const timer = setTimeout(settle, withinMs, false)
    const stop = link.subscribe(() => { if (link.get().kind === 'live') settle(true) })
    if (link.get().kind === 'live') settle(true)
  })
}

/** `crypto.randomUUID` is missing on a plain-http origin. */
function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
