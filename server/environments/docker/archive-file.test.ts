import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { pack } from 'tar-stream'
import { fileInArchive } from './archive-file.ts'

const most = 100
type Entry = Parameters<ReturnType<typeof pack>['entry']>[0]

async function fileOf(entries: { header: Entry; content?: string }[]): Promise<string | null> {
  const archive = pack()
  for (const { header, content } of entries) archive.entry(header, content ?? '')
  archive.finalize()
  const file = await fileInArchive(Readable.from(archive), most)
  return file === null ? null : Buffer.from(file).toString('utf8')
}

describe('A65 a file that comes out of a container', () => {
  it.each<{ what: string; header: Entry; content?: string }>([
    { what: 'a link to a file of somebody\'s', header: { name: 'agent.screen', type: 'symlink', linkname: '/etc/shadow' } },
    { what: 'a second name of another file', header: { name: 'agent.screen', type: 'link', linkname: '../secret' } },
    { what: 'a folder', header: { name: 'agent.screen', type: 'directory' } },
    { what: 'a pipe', header: { name: 'agent.screen', type: 'fifo' } },
    { what: 'a device', header: { name: 'agent.screen', type: 'character-device' } },
    { what: 'one that is too long', header: { name: 'agent.screen' }, content: 'x'.repeat(most + 1) },
  ])('is none where it is $what', async ({ header, content }) => {
    expect(await fileOf([{ header, ...(content === undefined ? {} : { content }) }])).toBeNull()
  })
  it('is the first regular one, and no other is mixed in', async () => {
    expect(await fileOf([{ header: { name: 'link', type: 'symlink', linkname: 'x' } }, { header: { name: 'one' }, content: 'one' }, { header: { name: 'two' }, content: 'two' }])).toBe('one')
  })
})
