/** The keys that a phone's keyboard lacks. */
export const barKeys = [
  { label: 'esc', name: 'Escape', bytes: '\u001b' },
  { label: 'tab', name: 'Tab', bytes: '\t' },
  { label: '↑', name: 'Up', cursor: 'A' },
  { label: '↓', name: 'Down', cursor: 'B' },
  { label: '←', name: 'Left', cursor: 'D' },
  { label: '→', name: 'Right', cursor: 'C' },
  { label: '^C', name: 'Control C', bytes: '\u0003' },
  { label: '/', name: 'Slash', bytes: '/' },
  { label: '-', name: 'Dash', bytes: '-' },
  { label: '↵', name: 'Enter', bytes: '\r' },
] as const
export type BarKey = (typeof barKeys)[number]

/** What a bar key sends; arrows have two forms, and the program says which it wants. */
export function bytesOf(key: BarKey, applicationCursor: boolean): string {
  return 'cursor' in key ? `\u001b${applicationCursor ? 'O' : '['}${key.cursor}` : key.bytes
}

/** Ctrl with what was typed: `c` becomes ^C. Text without a control form stays as it is. */
export function withCtrl(text: string): string {
  const code = text.toUpperCase().charCodeAt(0)
  if (text.length !== 1) return text
  if (text === ' ') return '\u0000'
  if (text === '?') return '\u007f'
  return code >= 0x40 && code <= 0x5f ? String.fromCharCode(code & 0x1f) : text
}

/** Of the mouse or the focus, as programs ask for them: no key was pressed. */
export function isReport(data: Uint8Array): boolean {
  return data[0] === 0x1b && data[1] === 0x5b && [0x49, 0x4f, 0x4d, 0x3c].includes(data[2] ?? 0)
}
