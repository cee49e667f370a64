import { describe, expect, it } from 'vitest'
import { createCloneProgress, type CloneProgress } from './clone-progress.ts'

function reader(repoUrl = 'https://git.example.net:8443/acme/shop.git') {
  const shown: CloneProgress[] = []
  const lines: string[] = []
  const progress = createCloneProgress({ repoUrl, branch: 'nope', onProgress: (p) => shown.push(p), onLine: (line) => lines.push(line) })
  return { shown, lines, progress, feed: (text: string) => { progress.push(Buffer.from(text)) } }
}

const recorded =
  "Cloning into '/workspace/.clone'...\nremote: Enumerating objects: 5000, done.        \nremote: Counting objects:  50% (2500/5000)        \r" +
  'remote: Counting objects: 100% (5000/5000), done.        \nReceiving objects:   0% (1/5000)\rReceiving objects:  50% (2500/5000), 10.00 MiB | 9.00 MiB/s\r' +
  'Receiving objects: 100% (5000/5000), 20.00 MiB | 9.00 MiB/s, done.\nResolving deltas: 100% (10/10), done.\nUpdating files:  50% (2500/5000)\rUpdating files: 100% (5000/5000), done.\n'

describe('clone progress', () => {
  it('rises through the phases of git and ends at the whole', () => {
    const { shown, lines, feed } = reader()
    feed(recorded)
    const percents = shown.map(({ percent }) => percent).filter((percent) => percent !== null)
    expect(percents).toEqual([...percents].sort((a, b) => a - b))
    expect(percents).toContain(37)
    expect(percents.at(-1)).toBe(100)
    expect(lines).toContain('remote: Counting objects: 100% (5000/5000), done.')
    expect(lines.filter((line) => line.startsWith('Receiving'))).toHaveLength(1)
  })

  it('reads the same from any cut of the stream', () => {
    const whole = reader()
    whole.feed(recorded)
    for (let cut = 1; cut < recorded.length; cut += 7) {
      const halves = reader()
      halves.feed(recorded.slice(0, cut))
      halves.feed(recorded.slice(cut))
      expect(halves.lines).toEqual(whole.lines)
    }
  })

  it('A48: keeps a remote\'s escape sequences out', () => {
    const { lines, feed } = reader()
    feed('remote: \u001b[31mhello\u001b]52;c;AAAA\u0007\u0000\n')
    expect(lines).toEqual(['remote: hello]52;c;AAAA'])
  })

  it('T16: keeps the reason of ssh, which ends its lines with \\r\\n', () => {
    const { progress, feed } = reader('git@git.example.net:acme/shop.git')
    feed('Host key verification failed.\r\nfatal: Could not read from remote repository.\r\n')
    expect(progress.failure(128).message).toMatch(/host key of git\.example\.net could not be verified/)
  })
})

describe('a failed clone', () => {
  it.each([
    ['warning: Could not find remote branch nope to clone.\nfatal: Remote branch nope not found in upstream origin\n', /no branch "nope".*default branch/],
    ["remote: Not Found\nfatal: repository 'https://git.example.net:8443/acme/shop.git/' not found\n", /no repository at this URL/],
    ["fatal: could not read Username for 'https://git.example.net:8443': terminal prompts disabled\n", /git\.example\.net:8443 wants a password/],
    ["fatal: unable to access 'https://git.example.net/': Could not resolve host: git.example.net\n", /is not known/],
    ["fatal: unable to access 'https://x/': Failed to connect to x port 443 after 0 ms: Couldn't connect to server\n", /does not accept connections/],
    ["fatal: unable to access 'https://x/': Operation too slow. Less than 1 bytes/sec transferred the last 60 seconds\n", /stopped sending/],
    ['git@x: Permission denied (publickey).\r\nfatal: Could not read from remote repository.\n', /none of the ssh keys/],
    ['fatal: write error: No space left on device\n', /disk is full/],
    ["fatal: transport 'ext' not allowed\n", /protocol ext is not switched on/],
    ['fetch-pack: unexpected disconnect while reading sideband packet\nfatal: early EOF\n', /closed the connection/],
    ['fatal: something that nobody has seen before\n', /git said: something that nobody has seen before\. Check/],
    ['', /status 128 and said nothing/],
  ])('F51: %j is one sentence with cause and next step', (output, wanted) => {
    const { progress, feed } = reader()
    feed(output)
    const { message, kind } = progress.failure(128)
    expect(kind).toBe('failed')
    expect(message).toMatch(wanted)
    expect(message).toMatch(/^[A-Z].*\.$|^git\./)
    expect(message).not.toContain('\n')
  })
})
