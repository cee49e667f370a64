import { describe, expect, it } from 'vitest'
import { typedPrompt } from './typed-prompt.ts'

const typed = (text: string, pastes = true) => Buffer.from(typedPrompt(text, { pastes }).paste).toString('utf8')

describe('a typed prompt', () => {
  it('is one paste, so that its line ends send nothing off', () => {
    expect(typed('one\r\ntwo\rthree\n')).toBe('\u001b[200~one\ntwo\nthree\n\u001b[201~')
  })

  it('cannot end its own paste and press keys', () => {
    expect(typed('harmless\u001b[201~\rrm -rf /\u0003\u009b201~')).toBe('\u001b[200~harmless[201~\nrm -rf /201~\u001b[201~')
  })

  it('keeps tabs and every script', () => {
    expect(typed('a\tb 日本語 🍇')).toBe('\u001b[200~a\tb 日本語 🍇\u001b[201~')
  })

  it('is bare where the program knows no paste', () => {
    expect(typed('ls', false)).toBe('ls')
  })
})
