import { expect, test } from 'vitest'
import { forgetDraft, keepDraft, keptDraft } from './kept-draft.ts'
import { emptyDraft } from './session-draft.ts'

function storage(start: string | null = null) {
  let kept = start
  return { getItem: () => kept, setItem: (_: string, text: string) => { kept = text }, removeItem: () => { kept = null } }
}

test('what was typed is kept until it is forgotten, a name that nobody gave is not made one, and a yes is not kept', () => {
  const place = storage()
  keepDraft({ ...emptyDraft, repoUrl: 'https://a.example/b.git', prompt: 'a long\nthought', agent: 'command', command: 'aider', bypassConfirmed: true }, place)
  const kept = keptDraft(place)
  expect(kept).toMatchObject({ repoUrl: 'https://a.example/b.git', prompt: 'a long\nthought', agent: 'command', command: 'aider' })
  expect(kept).not.toHaveProperty('name')
  expect(kept).not.toHaveProperty('bypassConfirmed')
  forgetDraft(place)
  expect(keptDraft(place)).toEqual({})
})

test.each(['', '[', 'null', '7', '{"repoUrl":7,"agent":"bash"}'])('%j of another version is nothing', (text) => {
  expect(keptDraft(storage(text))).toEqual({})
})
