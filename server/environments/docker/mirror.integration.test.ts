import { execFileSync } from 'node:child_process'
import { Writable } from 'node:stream'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Place } from '../adapter.ts'
import { madeDockerState } from './docker-state.ts'
import { mirrorVolumeOf } from './mirror-volume.ts'
import { createGitTrial, type GitTrial } from './testing/git-trial.ts'
import { runInside } from './testing/shell.ts'
import { createdSession, trialSession } from './testing/trial.ts'

let trial: GitTrial
beforeAll(async () => {
  trial = await createGitTrial()
  execFileSync('git', ['-C', join(trial.repository.folder, 'sample.git'), 'config', 'uploadpack.allowFilter', 'true'])
})
afterAll(() => trial[Symbol.asyncDispose]())

const inside = (place: Place, command: string): Promise<string> => runInside(trial.adapter, place, command)
const mirror = (): string => mirrorVolumeOf(trial.git.url, trial.signingKey)
const made1 = (place: Place) => trial.engine.containers.inspect(madeDockerState(place).containerId)

test('the second session of a repository borrows from its mirror, cannot write it, and is rescued whole', async () => {
  const first = await createdSession(trial.adapter, trialSession(trial.git.url))
  expect(await inside(first, 'cat .git/objects/info/alternates; ls .git/objects/pack/*.pack | wc -l')).toMatch(/No such file[^]*\n1$/)
  const second = await createdSession(trial.adapter, trialSession(trial.git.url))
  expect(await inside(second, 'cat .git/objects/info/alternates; ls .git/objects/pack | wc -l; git fsck --full 2>&1 | grep -c missing; git status --short; touch /mirror/x')).toMatch(/^\/mirror\/objects\n0\n0\ntouch: .*Read-only file system$/)
  const mounted = (await made1(second))?.Mounts.find(({ Destination }) => Destination === '/mirror')
  expect(mounted).toMatchObject({ Name: mirror(), RW: false })

  const chunks: Buffer[] = []
  const output = new Writable({ write(bytes: Buffer, _encoding, done) { chunks.push(bytes); done() } })
  await trial.adapter.git(second, { ask: 'rescue', most: 2 ** 30 }, { output, signal: AbortSignal.timeout(30_000) })
  const rescue = Buffer.concat(chunks)
  const { Readable } = await import('node:stream')
  const restored = trialSession(trial.git.url)
  restored.hooks.rescue = { bytes: rescue.length, read: () => Readable.from([rescue]) }
  const whole = await createdSession(trial.adapter, restored)
  expect(await inside(whole, 'ls /mirror 2>&1 | wc -l; cat .git/objects/info/alternates 2>/dev/null; git fsck --full 2>&1 | grep -c missing; git log --oneline | wc -l')).toMatch(/^\d+\n0\n1$/)
  expect((await made1(whole))?.Mounts.some(({ Name }) => Name?.startsWith('claudework-mirror-'))).toBe(false)
})

test('a session of another URL never mounts it, and a partial clone has none', async () => {
  const elsewhere = await createdSession(trial.adapter, trialSession(`${trial.git.url}/`))
  const names = (await made1(elsewhere))?.Mounts.flatMap(({ Name }) => (Name?.startsWith('claudework-mirror-') ? [Name] : []))
  expect(names).toEqual([mirrorVolumeOf(`${trial.git.url}/`, trial.signingKey)])
  const partial = await createdSession(trial.adapter, trialSession(trial.git.url, { config: { partialClone: true } }))
  expect(await inside(partial, 'git config remote.origin.partialclonefilter; ls -d /mirror/objects')).toMatch(/^blob:none\nls: cannot access/)
})

test('a mirror that is broken fails no clone; one of a failed first clone does not stay', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'claudework-commit-'))
  execFileSync('git', ['clone', '-q', trial.repository.url, folder])
  writeFileSync(join(folder, 'news'), 'news\n')
  execFileSync('git', ['-C', folder, 'add', '.'])
  execFileSync('git', ['-C', folder, '-c', 'user.name=T', '-c', 'user.email=t@example.net', 'commit', '-qm', 'news'])
  execFileSync('git', ['-C', folder, 'push', '-q'])
  rmSync(folder, { recursive: true })
  const breaking = await trial.engine.containers.create({ Image: 'claudework-session', User: '0:0', Entrypoint: ['sh', '-c', 'truncate -s 100 /mirror/objects/pack/*.pack'], Labels: { 'claudework.helper': 'test' }, HostConfig: { NetworkMode: 'none', Mounts: [{ Type: 'volume', Source: mirror(), Target: '/mirror' }] } })
  await trial.engine.containers.start(breaking)
  expect(await trial.engine.containers.wait(breaking)).toBe(0)
  await trial.engine.containers.remove(breaking)
  const session = trialSession(trial.git.url)
  const place = await createdSession(trial.adapter, session)
  expect(session.log.join('\n')).toContain('The mirror of this repository could not be used')
  expect(await inside(place, 'cat news; ls .git/objects/info/alternates 2>&1')).toMatch(/^news\n.*No such file/)

  const wrong = trial.git.url.replace('sample', 'nothing-here')
  const failing = trialSession(wrong)
  await expect(trial.adapter.create(failing.place, failing.hooks)).rejects.toThrow(/no repository at this URL/)
  expect(await trial.engine.volumes.inspect(mirrorVolumeOf(wrong, trial.signingKey))).toBeNull()
})
