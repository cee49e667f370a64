import { describe, expect, test } from 'vitest'
import { createCloneProgress } from './clone-progress.ts'

const url = 'https://git.example.net/team/repo.git'

function clone(options: { repoUrl?: string; branch?: string | null } = {}) {
  const percents: number[] = []
  const messages: string[] = []
  const lines: string[] = []
  const progress = createCloneProgress({
    repoUrl: options.repoUrl ?? url,
    branch: options.branch ?? null,
    onProgress: ({ percent, message }) => { percents.push(percent); messages.push(message) },
    onLine: (line) => lines.push(line),
  })
  return { progress, percents, messages, lines, push: (text: string) => { progress.push(Buffer.from(text)) } }
}

const recorded =
  "Cloning into '/workspace/.claudework-clone-Ab12'...\n" +
  'remote: Counting objects:  50% (1/2)        \rremote: Counting objects: 100% (2/2)        \rremote: Counting objects: 100% (2/2), done.        \n' +
  'Receiving objects:   0% (1/480)\rReceiving objects:  50% (240/480), 1.20 MiB | 2.31 MiB/s\rReceiving objects: 100% (480/480), 2.40 MiB | 2.31 MiB/s, done.\n' +
  'Resolving deltas: 100% (12/12), done.\n' +
  'Updating files:  10% (48/480)\rUpdating files: 100% (480/480), done.\n'

describe('progress', () => {
  test('rises through git\'s phases to 100', () => {
    const { push, percents } = clone()
    push(recorded)
    expect(percents).toEqual([...percents].sort((a, b) => a - b))
    expect(percents).toContain(35)
    expect(percents.at(-1)).toBe(100)
  })

  test('is the same however the bytes are cut', () => {
    const whole = clone()
    whole.push(recorded)
    for (let size = 1; size < 20; size++) {
      const cut = clone()
      const bytes = Buffer.from(recorded)
      for (let at = 0; at < bytes.length; at += size) cut.progress.push(bytes.subarray(at, at + size))
      expect(cut.lines).toEqual(whole.lines)
      expect(cut.percents.at(-1)).toBe(100)
      expect(new Set(cut.messages)).toEqual(new Set(whole.messages))
    }
  })

  test('puts only whole lines into the log', () => {
    const { push, lines } = clone()
    push(recorded)
    expect(lines).toHaveLength(5)
    expect(lines[2]).toBe('Receiving objects: 100% (480/480), 2.40 MiB | 2.31 MiB/s, done.')
  })

  test('knows when everything has come over the network', () => {
    const { push, progress } = clone()
    push('Receiving objects:  99% (479/480)\r ')
    expect(progress.transferred).toBe(false)
    push('\rReceiving objects: 100% (480/480), done.\n')
    expect(progress.transferred).toBe(true)
  })

  test('A41 shows a server\'s words without control sequences', () => {
    const { push, lines } = clone()
    push('remote: \u001b[2J\u001b[31mhello\u0007\u001b]0;x\n')
    expect(lines).toEqual(['remote: hello]0;x'])
  })

  test('holds a line without end in bounds', () => {
    const { push, progress } = clone()
    for (let i = 0; i < 100; i++) push('x'.repeat(10_000))
    push('\nfatal: repository \'x\' not found\n')
    expect(progress.failure(128).kind).toBe('not-found')
  })
})

describe('F51 failures, as git 2.39 and ssh 9 say them', () => {
  const cases: { name: string; said: string; kind: string; says: RegExp; repoUrl?: string }[] = [
    { name: 'branch', said: 'warning: Could not find remote branch nope to clone.\nfatal: Remote branch nope not found in upstream origin\n', kind: 'not-found', says: /no branch "nope"/ },
    { name: 'repository over http', said: "fatal: repository 'https://git.example.net/team/repo.git/' not found\n", kind: 'not-found', says: /no repository at this URL on git\.example\.net/ },
    { name: 'repository over ssh', said: 'ERROR: Repository not found.\r\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.\n', kind: 'not-found', says: /no repository at this URL on github\.com/, repoUrl: 'git@github.com:a/b.git' },
    { name: 'password', said: "fatal: could not read Username for 'https://git.example.net': terminal prompts disabled\n", kind: 'failed', says: /wants a user name and password/ },
    { name: 'key', said: 'git@github.com: Permission denied (publickey).\r\nfatal: Could not read from remote repository.\n', kind: 'failed', says: /github\.com took none of our SSH keys/, repoUrl: 'ssh://git@github.com/a/b.git' },
    { name: 'host over http', said: "fatal: unable to access 'https://git.example.net/team/repo.git/': Could not resolve host: git.example.net\n", kind: 'unavailable', says: /host git\.example\.net is unknown/ },
    { name: 'host over ssh', said: 'ssh: Could not resolve hostname nowhere.example: Name or service not known\r\nfatal: Could not read from remote repository.\n', kind: 'unavailable', says: /host nowhere\.example is unknown/, repoUrl: 'git@nowhere.example:a/b' },
    { name: 'refused over http', said: "fatal: unable to access 'http://127.0.0.1:9/': Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn't connect to server\n", kind: 'unavailable', says: /cannot be reached/ },
    { name: 'refused over ssh', said: 'ssh: connect to host 127.0.0.1 port 9: Connection refused\r\nfatal: Could not read from remote repository.\n', kind: 'unavailable', says: /refused the connection/ },
    { name: 'stall', said: "fatal: unable to access 'https://git.example.net/team/repo.git/': Operation too slow. Less than 1 bytes/sec transferred the last 60 seconds\n", kind: 'unavailable', says: /sent nothing for too long/ },
    { name: 'stall in the pack', said: 'error: RPC failed; curl 28 Operation too slow. Less than 1 bytes/sec transferred the last 2 seconds\nerror: 5 bytes of body are still expected\nfetch-pack: unexpected disconnect while reading sideband packet\nfatal: early EOF\n', kind: 'unavailable', says: /sent nothing for too long/ },
    { name: 'changed host key', said: '@@@@@@@@@@@\r\n@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\r\nHost key verification failed.\r\nfatal: Could not read from remote repository.\n', kind: 'failed', says: /host key of github\.com/, repoUrl: 'git@github.com:a/b.git' },
    { name: 'certificate', said: "fatal: unable to access 'https://git.example.net/': server certificate verification failed. CAfile: none CRLfile: none\n", kind: 'failed', says: /certificate of git\.example\.net/ },
    { name: 'disk', said: 'fatal: write error: No space left on device\nfatal: fetch-pack: invalid index-pack output\n', kind: 'failed', says: /disk is full/ },
    { name: 'A52 protocol', said: "fatal: transport 'ext' not allowed\n", kind: 'bad-input', says: /protocol ext is not switched on/ },
    { name: 'broken connection', said: 'fetch-pack: unexpected disconnect while reading sideband packet\nfatal: early EOF\n', kind: 'unavailable', says: /broke in the middle/ },
  ]
  test.each(cases)('$name', ({ said, kind, says, repoUrl }) => {
    const { push, progress } = clone(repoUrl === undefined ? {} : { repoUrl })
    push(recorded.slice(0, 60) + '\n' + said)
    const problem = progress.failure(128)
    expect(problem.message).toMatch(says)
    expect(problem.kind).toBe(kind)
    expect(problem.message).toMatch(/^[^\n]+\.$/)
  })

  test('anything else is told in git\'s last words', () => {
    const { push, progress } = clone()
    push('warning: one\nfatal: the moon is full\nsome advice\n')
    expect(progress.failure(128).message).toBe('git could not clone the repository (exit 128): the moon is full.')
  })
})
