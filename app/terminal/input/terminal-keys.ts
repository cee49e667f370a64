type Keys = Pick<KeyboardEvent, 'type' | 'code' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey'>

export type KeyAction = 'copy' | 'search' | 'links' | 'leave' | 'browser' | null

/**
 * What of the keyboard is for the page and not for the program. Ctrl-C and Ctrl-V belong to the program, so copying and pasting have
 * Shift with them, as terminals have it; `ctrlCopies` makes them what they are on Windows: copy where something is selected, and paste.
 * Tab belongs to the program too, so Ctrl-F6 takes the keyboard out of the terminal. `browser` is left to the browser, which pastes by itself.
 */
export function keyAction(keys: Keys, { ctrlCopies, selected }: { ctrlCopies: boolean; selected: boolean }): KeyAction {
  const { type, code, ctrlKey, shiftKey, altKey, metaKey } = keys
  if (type !== 'keydown' || altKey) return null
  if (code === 'KeyF' && ((ctrlKey && shiftKey && !metaKey) || (metaKey && !ctrlKey))) return 'search'
  if (code === 'KeyO' && shiftKey && ctrlKey !== metaKey) return 'links'
  if (!ctrlKey || metaKey) return null
  if (shiftKey) return code === 'KeyC' ? 'copy' : code === 'KeyV' ? 'browser' : null
  if (code === 'Insert') return 'copy'
  if (code === 'F6') return 'leave'
  if (ctrlCopies && code === 'KeyC' && selected) return 'copy'
  if (ctrlCopies && code === 'KeyV') return 'browser'
  return null
}
