import { describe, expect, it } from 'vitest'
import { createSession } from './session.ts'

const good = { name: 'shop', repoUrl: 'https://host.example/acme/shop.git' }

describe('what is wrong with the wish for a session is said in one sentence', () => {
  it.each<[string, object, RegExp]>([
    ['no name', { name: undefined }, /^Give the session a name/],
    ['a name of no characters', { name: '' }, /^Give the session a name\.$/],
    ['a name with a NUL', { name: 'a\0b' }, /control characters/],
    ['no URL', { repoUrl: undefined }, /^Give the repository URL/],
    ['a branch that is no text', { branch: null }, /leave it out/],
    ['a new branch of the same name', { branch: 'main', newBranch: 'main' }, /another name/],
    ['HEAD', { newBranch: 'HEAD' }, /keeps "HEAD"/],
    ['a prompt of blanks', { prompt: ' \n' }, /^Write a prompt\.$/],
    ['a huge prompt', { prompt: 'x'.repeat(100_001) }, /at most 100000 characters; put the rest into a file/],
    ['a prompt with a NUL', { prompt: 'a\0' }, /NUL/],
    ['a prompt that is no text', { prompt: 7 }, /as a string/],
    ['an agent of another case', { agent: 'Claude' }, /^Choose an agent: claude, codex/],
    ['another mode', { permissionMode: 'yolo' }, /^Choose a permission mode: default/],
    ['a command as a line', { agent: 'command', command: 'ls -la' }, /list of its words/],
    ['a command of nothing', { agent: 'command', command: [] }, /^Give the program to run/],
    ['a command with an empty word', { agent: 'command', command: [''] }, /must not be empty/],
    ['an idle timeout in words', { idleTimeoutMinutes: '5' }, /number of minutes, or null/],
    ['an environment without an id', { environmentId: '' }, /^An id has letters/],
    ['a yes in words', { acceptBypass: 'yes' }, /`acceptBypass: true`/],
  ])('%s', (_what, change, says) => {
    const { error } = createSession.safeParse({ ...good, ...change })
    expect(error?.issues.map(({ message }) => message)).toEqual([expect.stringMatching(says)])
    expect(error?.issues[0]?.message).toMatch(/\.$/)
  })
})
