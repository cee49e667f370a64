const pasteBegin = '\u001b[200~'
const pasteEnd = '\u001b[201~'

/**
 * A prompt as a person would paste it into the agent's terminal and send it off. Control characters are left out, so that a text
 * cannot end the paste by itself and press keys. `pastes` says whether the program knows bracketed paste; a plain shell may not.
 */
export function typedPrompt(text: string, { pastes }: { pastes: boolean }): { paste: Uint8Array; enter: Uint8Array } {
  // eslint-disable-next-line no-control-regex -- control characters are what is left out
  const plain = text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
  return { paste: Buffer.from(pastes ? `${pasteBegin}${plain}${pasteEnd}` : plain), enter: Buffer.from('\r') }
}
