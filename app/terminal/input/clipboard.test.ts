import { expect, test } from 'vitest'
import { clipboardText } from './clipboard.ts'

const encoded = (text: string) => Buffer.from(text).toString('base64')

test.each([
  ['A43: text is decoded as UTF-8', `c;${encoded('日本語')}`, '日本語'],
  ['A43: reading is never answered', 'c;?', null],
  ['A43: nor is a question without a target', '?', null],
  ['nothing', 'c;', null],
  ['no base64', 'c;*', null],
  ['no UTF-8', 'c;/w==', null],
  ['A43: more than 64 KiB', `c;${encoded('x'.repeat(70_000))}`, null],
])('%s', (_, data, text) => {
  expect(clipboardText(data)).toBe(text)
})
