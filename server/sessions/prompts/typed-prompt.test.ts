import { describe, expect, it } from 'vitest'
import { isSamePrompt, typedPrompt } from './typed-prompt.ts'

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

describe('a prompt that an agent says it was given', () => {
  const long = 'word '.repeat(500)

  it.each<[string, string, string]>([
    ['its words', 'fix the build', 'fix the build'], ['without the space around them', ' fix\r\nit \n', 'fix\nit'],
    ['without what was not typed', 'a\u001b[201~b', 'a[201~b'], ['its beginning, where that is all there is', long, long.slice(0, 1_000)],
  ])('is known by %s', (_, text, heard) => {
    expect(isSamePrompt(text, heard)).toBe(true)
  })

  it.each<[string, string, string]>([
    ['others', 'fix the build', 'fix the tests'], ['a part of them', 'fix the build', 'fix'], ['none', 'fix the build', ''], ['nothing but space, however much', long, ' '.repeat(1_000)],
  ])('is not known by %s', (_, text, heard) => {
    expect(isSamePrompt(text, heard)).toBe(false)
  })
})
