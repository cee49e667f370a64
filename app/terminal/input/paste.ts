// eslint-disable-next-line no-control-regex -- the escape that begins and ends a bracketed paste
const brackets = /(?:\u001b\[|\u009b)20[01]~/g

export type Paste = { text: string; lines: number }

/** Pasted text without what would end a bracketed paste early, and let the rest of it run as if it had been typed. */
export function cleanPaste(pasted: string): Paste {
  let text = pasted
  // Taking one away can join the halves of another.
  for (let before = ''; before !== text; ) {
    before = text
    text = text.replace(brackets, '')
  }
  return { text, lines: text.replace(/\r?\n$/, '').split(/\r\n|\r|\n/).length }
}

/** A program that does not ask for bracketed pastes takes every line as if Enter had been pressed after it. */
export function asksFirst({ lines }: Paste, bracketed: boolean): boolean {
  return lines > 1 && !bracketed
}
