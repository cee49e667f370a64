import type { Terminal } from '@xterm/xterm'
import { clipboardText } from './clipboard.ts'
import { bindFileDrop } from '../files/file-drop.ts'
import { asksFirst, cleanPaste, type Paste } from './paste.ts'
import { clipboardPictures, pastedFiles } from './pasted.ts'

export type ClipboardEvents = {
  /** Several lines for a program that would run each of them. `paste` sends them. */
  onPasteQuestion: (paste: Paste, send: () => void) => void
  /** A program wants to put this text into the clipboard. */
  onCopyWish: (text: string) => void
  /** Files were pasted or dropped, or a picture. */
  onFiles: (files: File[]) => void
  /** Files are held over the terminal. */
  onFilesOver: (over: boolean) => void
  /** The clipboard was not to be had. */
  onClipboardFailure: (error: unknown) => void
}

/** Copy and paste between a terminal and the clipboard, by keyboard, menu, mouse, and by the program's own wish. */
export function bindClipboard(host: HTMLElement, terminal: Terminal, { copiesSelection, events }: { copiesSelection: () => boolean; events: ClipboardEvents }) {
  function paste(pasted: string): void {
    const cleaned = cleanPaste(pasted)
    if (cleaned.text === '') return
    const send = () => terminal.paste(cleaned.text)
    if (asksFirst(cleaned, terminal.modes.bracketedPasteMode)) events.onPasteQuestion(cleaned, send)
    else send()
  }
  function copy(): void {
    if (!terminal.hasSelection()) return
    copyText(terminal).catch(events.onClipboardFailure)
  }
  const pasted = (event: ClipboardEvent) => {
    event.preventDefault()
    event.stopPropagation()
    const text = event.clipboardData?.getData('text/plain') ?? ''
    const files = pastedFiles({ files: [...event.clipboardData?.files ?? []], types: event.clipboardData?.types ?? [], text })
    if (files.length > 0) events.onFiles(files)
    else if (text !== '') paste(text)
    // The keys of a terminal ask the browser for text alone, also where the clipboard holds a picture.
    else void pastePicture()
  }
  async function pastePicture(): Promise<void> {
    try {
      const pictures = isSecureContext ? await clipboardPictures(navigator.clipboard) : []
      if (pictures.length === 0) throw new Error('The clipboard holds neither text nor a picture.')
      events.onFiles(pictures)
    } catch (error) {
      events.onClipboardFailure(error)
    }
  }
  let selecting = false
  const pressed = ({ button }: PointerEvent) => { selecting = button === 0 }
  const released = () => {
    if (selecting && copiesSelection()) copy()
    selecting = false
  }
  // Before xterm's own listener, which would paste it as it is.
  host.addEventListener('paste', pasted, { capture: true })
  host.addEventListener('pointerdown', pressed, { capture: true })
  // A selection may end outside; xterm has it once its own listener was called.
  const later = () => { setTimeout(released) }
  addEventListener('pointerup', later)
  const unbindDrop = bindFileDrop(host, { onFiles: events.onFiles, onText: paste, onOver: events.onFilesOver })
  const osc52 = terminal.parser.registerOscHandler(52, (data) => {
    const text = clipboardText(data)
    if (text !== null && document.hasFocus()) events.onCopyWish(text)
    return true
  })
  return {
    copy,
    paste,
    /** From the clipboard itself, which the browser may ask about first. */
    pasteFromClipboard(): void {
      readClipboard().then((text) => (text === '' ? pastePicture() : paste(text)), events.onClipboardFailure)
    },
    unbind(): void {
      host.removeEventListener('paste', pasted, { capture: true })
      host.removeEventListener('pointerdown', pressed, { capture: true })
      removeEventListener('pointerup', later)
      osc52.dispose()
      unbindDrop()
    },
  }
}

/** A plain-http origin has no clipboard; there the browser's own copy, which xterm answers, does it. */
async function copyText(terminal: Terminal): Promise<void> {
  if (isSecureContext) await navigator.clipboard.writeText(terminal.getSelection())
  else {
    terminal.focus()
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way without the clipboard
    if (!document.execCommand('copy')) throw new Error('The browser does not let this page copy; use its own menu.')
  }
}

async function readClipboard(): Promise<string> {
  if (!isSecureContext) throw new Error('The browser lets only its own keys paste here: use Ctrl-Shift-V, or ⌘V on a Mac.')
  return navigator.clipboard.readText()
}
