import { expect, test } from 'vitest'
import { limits } from '../../../contract/limits.ts'
import { createFileSender, type FilePart, type FileSenderDeps, type Sending } from './send-files.ts'

const lost = new Error('lost')

/** A sender whose far end keeps what arrives, as a session does. */
function sender(options: Partial<FileSenderDeps> = {}) {
  const kept = new Map<string, Uint8Array>()
  const parts: number[] = []
  const said: string[] = []
  const sent: string[][] = []
  const sending: (Sending | null)[] = []
  let ids = 0
  let clock = 0
  const keep = ({ uploadId, name, at, data }: FilePart) => {
    const path = `/${uploadId}/${name}`
    kept.set(path, Uint8Array.from([...(kept.get(path) ?? []).slice(0, at), ...data]))
    parts.push(data.length)
    return Promise.resolve({ path })
  }
  const files = createFileSender({
    send: keep,
    whenLive: () => Promise.resolve(true),
    isLost: (error) => error === lost,
    now: () => clock,
    newId: () => String(ids++),
    onSending: (now) => { sending.push(now) },
    onSent: (paths) => { sent.push(paths) },
    onRefused: (sentence) => { said.push(sentence) },
    problemText: (error) => (error instanceof Error ? error.message : ''),
    ...options,
  })
  return { files, keep, kept, parts, said, sent, sending, pass: (ms: number) => { clock += ms } }
}

const ofLength = (length: number, name = 'a.png') => new File([Uint8Array.from({ length }, (_, at) => at % 251)], name)
const KiB = 1024

test('files arrive whole, in order, and their paths are told once all of them are there', async () => {
  const { files, kept, sent, sending } = sender()
  const two = [ofLength(300 * KiB, 'one.png'), ofLength(0, 'empty.txt')]
  await files.send(two)
  expect(sent).toEqual([['/0/one.png', '/1/empty.txt']])
  for (const [at, path] of ['/0/one.png', '/1/empty.txt'].entries()) expect(kept.get(path)).toEqual(new Uint8Array(await two[at]?.arrayBuffer() ?? []))
  expect(sending.at(-1)).toBeNull()
  expect(sending.at(-2)).toEqual({ name: 'empty.txt', sent: 300 * KiB, size: 300 * KiB })
})

test('parts grow on a fast line and shrink on a slow one, where a key would wait behind them', async () => {
  let ms = 1
  const made = sender({ send: (part) => { made.pass(ms); return made.keep(part) } })
  await made.files.send([ofLength(2_000 * KiB)])
  expect(made.parts.slice(0, 7)).toEqual([16, 32, 64, 128, 256, 512, 512].map((size) => size * KiB))
  made.parts.length = 0
  ms = 400
  await made.files.send([ofLength(48 * KiB)])
  expect(made.parts).toEqual([16, 16, 16].map((size) => size * KiB))
})

test('a part whose answer was lost is sent again, and the file is the same', async () => {
  let calls = 0
  const made = sender({ send: async (part) => {
    const answer = await made.keep(part)
    if (++calls === 2) throw lost
    return answer
  } })
  const file = ofLength(100 * KiB)
  await made.files.send([file])
  expect(made.kept.get('/0/a.png')).toEqual(new Uint8Array(await file.arrayBuffer()))
  expect(made.said).toEqual([])
})

test('where the connection stays away it says so, and types nothing', async () => {
  const { files, said, sent, sending } = sender({ send: () => Promise.reject(lost), whenLive: () => Promise.resolve(false) })
  await files.send([ofLength(10)])
  expect([said, sent, sending.at(-1)]).toEqual([['The file was not sent. lost'], [], null])
})

test('what is too large, too many or no file is refused before anything is sent', async () => {
  const { files, parts, said } = sender()
  await files.send([ofLength(1), new File([new Uint8Array(limits.upload + 1)], 'film.mp4')])
  await files.send(Array.from({ length: 21 }, () => ofLength(1)))
  expect(said).toEqual([expect.stringContaining('“film.mp4” is larger than 32 MB'), expect.stringContaining('At most 20 files')])
  expect(parts).toEqual([])
  const folder = ofLength(1)
  folder.slice = () => { throw new DOMException('', 'NotFoundError') }
  await files.send([folder])
  expect(said.at(-1)).toContain('A folder cannot be sent')
})

test('a cancelled one ends after the part that is under way, and types nothing', async () => {
  const made = sender({ send: (part) => {
    if (part.at > 0) made.files.cancel()
    return made.keep(part)
  } })
  await made.files.send([ofLength(1_000 * KiB)])
  expect([made.parts.length, made.sent, made.said]).toEqual([2, [], []])
})
