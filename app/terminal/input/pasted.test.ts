import { expect, test } from 'vitest'
import { pastedFiles } from './pasted.ts'

const picture = new File([new Uint8Array(4)], 'image.png', { type: 'image/png' })

test.each([
  ['a screenshot', { files: [picture], types: ['Files'], text: '' }, ['image.png']],
  ['a file of a file manager, which brings its name as text', { files: [picture], types: ['text/plain', 'Files'], text: 'image.png' }, ['image.png']],
  ['cells of a table, which bring their picture along', { files: [picture], types: ['text/plain', 'text/html', 'Files'], text: '1\t2' }, []],
  ['a picture of a page', { files: [picture], types: ['text/html', 'Files'], text: '' }, ['image.png']],
  ['text', { files: [], types: ['text/plain'], text: 'ls' }, []],
])('%s is pasted as what it is', (_, pasted, names) => {
  expect(pastedFiles(pasted).map(({ name }) => name)).toEqual(names)
})

test('a picture without a name gets one', () => {
  expect(pastedFiles({ files: [new File([], '', { type: 'image/jpeg' })], types: ['Files'], text: '' })[0]?.name).toBe('pasted.jpeg')
})
