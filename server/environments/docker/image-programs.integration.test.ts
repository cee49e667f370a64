import { Readable } from 'node:stream'
import { pino } from 'pino'
import { pack } from 'tar-stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createImagePrograms } from './image-programs.ts'
import { createTrial } from './testing/trial.ts'

const made = new AsyncDisposableStack()
let trial: Awaited<ReturnType<typeof createTrial>>
const name = { repository: 'claudework-test-programs', tag: String(process.pid) }
const image = `${name.repository}:${name.tag}`

// No shell, no libc: nothing in it could be asked by running it.
function tarOfPrograms(): Readable {
  const archive = pack()
  archive.entry({ name: 'opt/tool', mode: 0o755 }, 'a program')
  archive.entry({ name: 'usr/bin/plain', mode: 0o644 }, 'not a program')
  archive.entry({ name: 'usr/bin/folder', type: 'directory', mode: 0o755 })
  archive.entry({ name: 'usr/bin/linked', type: 'symlink', linkname: '../../opt/tool' })
  archive.entry({ name: 'usr/bin/dangling', type: 'symlink', linkname: '/opt/gone' })
  archive.finalize()
  return Readable.from(archive as AsyncIterable<Uint8Array>)
}

beforeAll(async () => {
  trial = made.use(await createTrial())
  await trial.engine.images.importTar({ tar: tarOfPrograms(), ...name, changes: [] }, { onLine: () => undefined })
  made.defer(async () => {
    await trial.clear()
    await trial.engine.images.untag(image)
  })
})
afterAll(() => made.disposeAsync())

test('an image tells what it has without running anything of it, and is asked once', async () => {
  const found = await trial.engine.images.inspect(image)
  const programs = createImagePrograms({ engine: trial.engine, signingKey: trial.signingKey, log: pino({ level: 'silent' }) })
  const about = { id: found?.Id ?? '', env: found?.Config.Env ?? null }
  const names = ['linked', 'plain', 'folder', 'dangling', 'tool']
  expect([...await programs.find(about, names)]).toEqual(['linked'])
  expect([...await programs.find(about, ['tool'], { PATH: '/opt' })]).toEqual(['tool'])
  const started = performance.now()
  expect([...await programs.find(about, names)]).toEqual(['linked'])
  // From memory: another look would make another container, which takes far longer.
  expect(performance.now() - started).toBeLessThan(500)
  await expect.poll(() => trial.owned()).toEqual([])
})

test('an environment answers by its image, and one that the engine does not have is unknown', async () => {
  const environment = { id: 'docker', name: 'Docker', kind: 'DOCKER' as const, isDefault: true }
  const there = await trial.adapter.programs({ ...environment, config: { image, env: { PATH: '/opt' } } }, ['tool', 'claude'])
  expect(there).toEqual({ found: new Set(['tool']), reason: null })
  const gone = await trial.adapter.programs({ ...environment, config: { image: 'claudework-test-none:1' } }, ['tool'])
  expect(gone).toEqual({ found: null, reason: expect.stringMatching(/does not have the image claudework-test-none:1/) as unknown })
})
