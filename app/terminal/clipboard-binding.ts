import type { Terminal } from '@xterm/xterm'
import { clipboardText } from './clipboard.ts'
import { asksFirst, cleanPaste, type Paste } from './paste.ts'

export type ClipboardEvents = {
  /** Several lines for a program that would run each of them. `paste` sends them. */
  onPasteQuestion: (paste: Paste, send: () => void) => void
  /** A program wants to put this text into the clipboard. */
  onCopyWish: (text: string) => void
}

/** Copy and paste between a terminal and the clipboard, by keyboard, menu, and by the program's own wish. */
export function bindClipboard(host: HTMLElement, terminal: Terminal, { onPasteQuestion, onCopyWish }: ClipboardEvents): () => void {
  const pasted = (event: ClipboardEvent) => {
    const paste = cleanPaste(event.clipboardData?.getData('text/plain') ?? '')
    event.preventDefault()
    event.stopPropagation()
    if (paste.text === '') return
    const send = () => terminal.paste(paste.text)
    if (asksFirst(paste, terminal.modes.bracketedPasteMode)) onPasteQuestion(paste, send)
    else send()
  }
  // Before xterm's own listener, which would paste it as it is.
  host.addEventListener('paste', pasted, { capture: true })
  const osc52 = terminal.parser.registerOscHandler(52, (data) => {
    const text = clipboardText(data)
    if (text !== null && document.hasFocus()) onCopyWish(text)
    return true
  })
  return () => {
    host.removeEventListener('paste', pasted, { capture: true })
    osc52.dispose()
  }
}

/** Ctrl-C belongs to the program, so copying has Shift with it, as terminals have it. */
export function isCopyKey({ type, code, ctrlKey, shiftKey, altKey, metaKey }: KeyboardEvent): boolean {
  return type === 'keydown' && ctrlKey && !altKey && !metaKey && ((shiftKey && code === 'KeyC') || (!shiftKey && code === 'Insert'))
}

/** Ctrl-F belongs to the program, too. On a Mac, Cmd does not. */
export function isSearchKey({ type, code, ctrlKey, shiftKey, altKey, metaKey }: KeyboardEvent): boolean {
  return type === 'keydown' && code === 'KeyF' && !altKey && ((ctrlKey && shiftKey && !metaKey) || (metaKey && !ctrlKey))
}
