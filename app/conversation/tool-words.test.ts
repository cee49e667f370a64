import { describe, expect, it } from 'vitest'
import { answerMessage, askQuestions } from './ask-questions.ts'
import { toolDetail, toolSummary } from './tool-words.ts'

describe('a tool call in words', () => {
  it('is its command, file or address in one line', () => {
    expect(toolSummary({ description: 'List', command: 'ls -la' })).toBe('ls -la')
    expect(toolSummary({ command: 'cat <<E\nlong\nE' })).toBe('cat <<E…')
    expect(toolSummary({ file_path: 'x'.repeat(300) })).toBe(`${'x'.repeat(200)}…`)
    expect(toolSummary({ todos: [] })).toBe('')
  })

  it('shows a change as lines that went and lines that came', () => {
    expect(toolDetail({ file_path: 'a', old_string: 'one\ntwo', new_string: 'three\n' })).toEqual([{ sign: '-', text: 'one' }, { sign: '-', text: 'two' }, { sign: '+', text: 'three' }])
    expect(toolDetail({ file_path: 'a', content: 'x' })).toEqual([{ sign: '+', text: 'x' }])
    expect(toolDetail({ command: 'ls', description: 'List' })).toEqual([{ sign: ' ', text: 'ls' }])
    expect(toolDetail({ a: 1 }).map(({ text }) => text).join('')).toBe('{  "a": 1}')
  })
})

describe('the questions of an agent', () => {
  it('are read from what it gave, whatever else stands there', () => {
    const good = { question: 'Which?', header: 'H', multiSelect: true, options: [{ label: 'A', description: 'a' }, { label: 7 }, null] }
    expect(askQuestions({ questions: [good, 'junk', { question: 3 }] })).toEqual([{ question: 'Which?', header: 'H', several: true, options: [{ label: 'A', description: 'a' }] }])
    expect(askQuestions({ questions: 'none' })).toEqual([])
  })

  it('are answered by a line each', () => {
    expect(answerMessage([['Red', ' Blue '], ['two\nlines'], []])).toBe('Red, Blue\ntwo lines\n')
  })
})
