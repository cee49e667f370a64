import { describe, expect, it } from 'vitest'
import { readClaudeScreen } from './claude-screen.ts'

const effort = `${' '.repeat(100)}◐ medium · /effort`
const box = ['─'.repeat(120), '❯ ', '─'.repeat(120), '  ← for agents']
const screen = (...lines: string[]): string[] => ['▝▜██████▀  Opus 5.5 · API Usage Billing', '❯ hello', '', ...lines, '', ...box]

describe('the screen of Claude Code', () => {
  it.each([
    ['✻ API error · retrying in 1s · attempt 1/10', { cause: 'API error', attempt: 1, of: 10 }],
    ['✶ 401 invalid x-api-key · retrying in 17s · attempt 6/10', { cause: '401 invalid x-api-key', attempt: 6, of: 10 }],
    ['· 529 Overloaded · try later · retrying in 3s · attempt 3/10', { cause: '529 Overloaded · try later', attempt: 3, of: 10 }],
  ])('asks again: %s', (line, retry) => {
    expect(readClaudeScreen(screen(line, effort))).toEqual({ retry, interrupted: false, resting: false })
  })

  it.each([
    ['a turn that works', '✶ Unfurling… (3s · ↓ 2 tokens)'],
    ['an answer that speaks of it', '● API error · retrying in 1s · attempt 1/10'],
    ['a tool that prints it', '  ⎿  API error · retrying in 1s · attempt 1/10'],
  ])('does not ask again: %s', (_what, line) => {
    expect(readClaudeScreen(screen(line)).retry).toBeNull()
  })

  it('a turn that was interrupted, until something else happens', () => {
    const interrupted = ['● holding', '  ⎿  Interrupted · What should Claude do instead?']
    expect(readClaudeScreen(screen(...interrupted)).interrupted).toBe(true)
    expect(readClaudeScreen(screen(...interrupted, '', effort)).interrupted).toBe(true)
    expect(readClaudeScreen(screen(...interrupted, '', '❯ go on', '', '✶ Unfurling… (0s)')).interrupted).toBe(false)
    expect(readClaudeScreen(screen('● Interrupted · What should Claude do instead?')).interrupted).toBe(false)
    expect(readClaudeScreen(interrupted).interrupted).toBe(false)
  })

  it('rests where its input stands open and nothing turns', () => {
    expect(readClaudeScreen(screen('● an answer')).resting).toBe(true)
    expect(readClaudeScreen(screen('✶ Unfurling… (3s · ↓ 2 tokens)')).resting).toBe(false)
    expect(readClaudeScreen([...screen('● an answer').slice(0, -1), '  ⏸ manual mode on · esc to interrupt · ← for agents']).resting).toBe(false)
    expect(readClaudeScreen(['─'.repeat(120), ' Bash command', ' Do you want to proceed?', ' ❯ 1. Yes', '   2. No']).resting).toBe(false)
    expect(readClaudeScreen([]).resting).toBe(false)
  })
})
