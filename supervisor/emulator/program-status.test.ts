import { describe, expect, it } from 'vitest'
import { parseProgramStatus } from './program-status.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

describe('OSC 7501', () => {
  it.each([
    ['state=idle:app=claude-code', { state: 'idle', part: null, blockedBy: null, message: null }],
    ['state=working', { state: 'working', part: null, blockedBy: null, message: null }],
    [`state=blocked:kind=permission:msg=${base64('approve Bash: touch x')}`, { state: 'waiting', part: null, blockedBy: 'permission', message: 'approve Bash: touch x' }],
    [`state=blocked:kind=question:msg=${base64('answer: Which colour? (Red · Blue)')}`, { state: 'waiting', part: null, blockedBy: 'question', message: 'answer: Which colour? (Red · Blue)' }],
    [`state=blocked:msg=${base64('dialog open')}`, { state: 'waiting', part: null, blockedBy: 'other', message: 'dialog open' }],
    ['state=done', { state: 'done', part: null, blockedBy: null, message: null }],
    [`state=error:msg=${base64('API Error: 400')}`, { state: 'error', part: null, blockedBy: null, message: 'API Error: 400' }],
    ['state=clear', { state: 'clear', part: null, blockedBy: null, message: null }],
    [`state=working:app=claude-code:id=b2d4zc644:title=${base64('build')}`, { state: 'working', part: 'b2d4zc644', blockedBy: null, message: 'build' }],
  ])('%s', (payload, report) => {
    expect(parseProgramStatus(payload)).toEqual(report)
  })

  it.each<[string, string]>([
    ['a query', '?'],
    ['nothing', ''],
    ['no state', 'app=claude-code'],
    ['a state of no meaning', 'state=asleep'],
    ['a name from the prototype', 'state=constructor'],
    ['an id that is none', 'state=working:id=../../x'],
    ['more than 4096 bytes', `state=working:msg=${'A'.repeat(4096)}`],
    ['more than 4096 bytes in fewer characters', `state=working:x=${'é'.repeat(2045)}`],
  ])('A45: takes nothing from %s', (_, payload) => {
    expect(parseProgramStatus(payload)).toBeNull()
  })

  it.each<[string, string, string | null]>([
    ['control characters and escapes', 'a\u001b[31mb\u0007c\u009bd\ne', 'a [31mb c d e'],
    ['characters that turn the direction', 'a\u202eb\u2066c', 'a b c'],
    ['nothing but those', '\u0000\u202e', null],
    ['too much', 'x'.repeat(600), 'x'.repeat(500)],
  ])('A45: takes %s out of a message', (_, text, message) => {
    expect(parseProgramStatus(`state=blocked:msg=${base64(text)}`)?.message).toBe(message)
  })

  it('A45: leaves out a message that is no base64, or no UTF-8 to show', () => {
    expect(parseProgramStatus('state=working:msg=<script>')?.message).toBeNull()
    expect(parseProgramStatus(`state=working:msg=${Buffer.from([0xff, 0x41]).toString('base64')}`)?.message).toBe('A')
  })

  it('the first of two equal keys counts', () => {
    expect(parseProgramStatus('state=working:state=done')?.state).toBe('working')
  })
})
