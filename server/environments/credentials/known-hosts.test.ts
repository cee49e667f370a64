import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'

// As the hosts publish them: docs.github.com "GitHub's SSH key fingerprints", docs.gitlab.com "SSH host keys fingerprints",
// support.atlassian.com "Configure SSH and two-step verification".
const published = {
  'github.com': ['+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU', 'p2QAMXNIC1TJYWeIOttrVc98/R1BUFWu3/LiyKgUfQM'],
  'gitlab.com': ['eUXGGm1YGsMAS7vkcx6JOJdOGHPem5gQp4taiCfCLB8'],
  'bitbucket.org': ['ybgmFkzwOSotHTHLJgHO0QN8L0xErw6vd0VhFA9m3SM'],
}

it('A53 the big git hosts are known by the keys that they publish', () => {
  const lines = execFileSync('ssh-keygen', ['-l', '-E', 'sha256', '-f', resolve('docker/known_hosts')], { encoding: 'utf8' }).trim().split('\n')
  const known = lines.map((line) => /SHA256:(\S+) (\S+)/.exec(line)).map((match) => `${String(match?.[2])} ${String(match?.[1])}`)
  expect(known.sort()).toEqual(Object.entries(published).flatMap(([host, keys]) => keys.map((key) => `${host} ${key}`)).sort())
})
