const pasteBegin = '\u001b[200~'
const pasteEnd = '\u001b[201~'
/** A hook's texts are cut to this length. */
const heardLength = 1_000

/**
 * A prompt as a person would paste it into the agent's terminal and send it off. `pastes` says whether the program knows bracketed
 * paste; a plain shell may not.
 */
export function typedPrompt(text: string, { pastes }: { pastes: boolean }): { paste: Uint8Array; enter: Uint8Array } {
  const plain = plainPrompt(text)
  return { paste: Buffer.from(pastes ? `${pasteBegin}${plain}${pasteEnd}` : plain), enter: Buffer.from('\r') }
}

/** Whether what an agent says it was given, or the beginning of it, is this prompt. */
export function isSamePrompt(text: string, heard: string): boolean {
  const typed = plainPrompt(text).trim()
  const given = heard.trim()
  return given === typed || (heard.length >= heardLength && given !== '' && typed.startsWith(given))
}

/** Control characters are left out, so that a text cannot end the paste by itself and press keys. */
function plainPrompt(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is left out
  return text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
}
