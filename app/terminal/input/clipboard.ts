const longest = 64 * 1024

/**
 * The text that a program wants to put into the clipboard by OSC 52; null where it asks to read it, which is never answered, or
 * where it is no text, too long, or empty.
 */
export function clipboardText(data: string): string | null {
  const [, encoded = '?'] = data.split(';', 2)
  if (encoded === '?' || encoded === '' || encoded.length > (longest * 4) / 3 + 4) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0)))
  } catch (error) {
    if (error instanceof DOMException || error instanceof TypeError) return null
    throw error
  }
}
