import { describe, expect, it } from 'vitest'
import { createRepositoryAddress } from './repository-address.ts'

const names: Record<string, string[]> = {
  'metadata.example.com': ['203.0.113.7', '169.254.169.254'],
  'git.example.com': ['10.1.2.3', 'fd12::7'],
  'here.example.com': ['127.0.0.1'],
}
const system = createRepositoryAddress({ ownPort: 4600 })
const byNames = createRepositoryAddress({ ownPort: 4600, lookup: (host) => (names[host] ? Promise.resolve(names[host]) : Promise.reject(new Error('ENOTFOUND'))) })

describe('A56: where a repository may not be', () => {
  it.each([
    'https://169.254.169.254/a.git', 'https://169.254.169.254:8443/a.git', 'http://169.254.169.254/a.git', 'https://2852039166/a.git', 'https://0xa9fea9fe/a.git',
    'https://0xA9.0xFE.0xA9.0xFE/a.git', 'https://0251.0376.0251.0376/a.git', 'https://169.254.43518/a.git', 'https://169.16689662/a.git', 'https://[::ffff:169.254.169.254]/a.git',
    'https://[::ffff:a9fe:a9fe]/a.git', 'https://[fe80::1]/a.git', 'https://[fd00:ec2::254]/a.git', 'https://[fd00:0ec2:0:0::0254]/a.git', 'https://100.100.100.200/a.git',
    'https://192.0.0.192/a.git', 'ssh://git@169.254.169.254/a.git', 'ssh://git@[fe80::1]:22/a.git', 'git@169.254.169.254:a.git', 'git@2852039166:a.git', 'ssh://git@0xa9fea9fe:2222/a.git',
  ])('is refused before anything is made: %s', async (repoUrl) => {
    await expect(system.checkNumeric(repoUrl)).rejects.toMatchObject({ kind: 'bad-input', message: expect.stringMatching(/which machines have for themselves and no git server has; give the URL of a repository\.$/) as unknown })
  })

  it.each([
    'http://127.0.0.1:4600/a.git', 'http://127.1:4600/a.git', 'http://2130706433:4600/a.git', 'http://0x7f000001:4600/a.git', 'http://0177.0.0.1:4600/a.git', 'http://0.0.0.0:4600/a.git',
    'http://0:4600/a.git', 'http://[::1]:4600/a.git', 'http://[0:0::1]:4600/a.git', 'http://[::ffff:127.0.0.1]:4600/a.git', 'http://[::]:4600/a.git', 'ssh://127.0.0.1:4600/a.git',
  ])('is claudework itself: %s', async (repoUrl) => {
    await expect(system.checkNumeric(repoUrl)).rejects.toMatchObject({ kind: 'bad-input', message: expect.stringContaining('where claudework itself listens') as unknown })
  })

  it('by whatever name: every address of it is looked at', async () => {
    await expect(byNames.check('https://metadata.example.com/a.git')).rejects.toThrow('metadata.example.com leads to 169.254.169.254')
    await expect(byNames.check('ssh://here.example.com:4600/a.git')).rejects.toThrow('where claudework itself listens')
    await expect(system.check('http://localhost:4600/a.git')).rejects.toThrow('where claudework itself listens')
  })

  it('private addresses, other ports and names that nobody knows are left to git', async () => {
    for (const repoUrl of ['https://git.example.com/a.git', 'https://git.example.com:4600/a.git', 'http://here.example.com:3000/a.git', 'https://unknown.example.com/a.git', 'git@git.example.com:a.git', 'file:///srv/a.git']) await byNames.check(repoUrl)
    for (const repoUrl of ['http://127.0.0.1:3000/a.git', 'http://192.168.1.4:4600/a.git', 'https://10.0.0.1/a.git']) await system.checkNumeric(repoUrl)
  })
})
