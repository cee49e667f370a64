import { execFileSync } from 'node:child_process'
import { Writable } from 'node:stream'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Place } from '../adapter.ts'
import type { WorkQuestion } from '../helper-run.ts'
import { madeDockerState } from './docker-state.ts'
import { createGitTrial, type GitTrial } from './testing/git-trial.ts'
import { linkTo, run } from './testing/shell.ts'
import { createdSession, trialSession } from './testing/trial.ts'

let trial: GitTrial
beforeAll(async () => { trial = await createGitTrial({ files: 20 }) })
afterEach(() => trial.clear())
afterAll(() => trial[Symbol.asyncDispose]())

async function asked(place: Place, question: WorkQuestion): Promise<unknown> {
  const chunks: Buffer[] = []
  const output = new Writable({ write: (bytes: Buffer, _encoding, done) => { chunks.push(bytes); done() } })
  await trial.adapter.git(place, question, { output, signal: AbortSignal.timeout(60_000) })
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}

/** Every program that a repository's configuration can name leaves a marker beside the tree. */
const poison = `
mkdir /workspace/.git/markers
say() { echo "sh -c 'touch /workspace/.git/markers/$1 /tmp/marker-$1; cat'"; }
for key in core.fsmonitor core.pager core.sshCommand diff.external diff.x.command diff.x.textconv filter.x.clean filter.x.process core.editor pager.status pager.diff uploadpack.packObjectsHook; do git config $key "$(say $key)"; done
git config remote.origin.url "ext::$(say ext)"
printf '* filter=x diff=x\\n' > .git/info/attributes
mkdir -p .git/hooks
for hook in post-index-change reference-transaction fsmonitor-watchman; do printf '#!/bin/sh\\ntouch /workspace/.git/markers/%s\\n' $hook > .git/hooks/$hook; chmod +x .git/hooks/$hook; done
git config core.hooksPath /workspace/.git/hooks
`

test('A58 a session whose repository is poisoned and whose git lies: nothing of it runs, and the answers are right, running and stopped', async () => {
  const image = `claudework-lying-git-${String(process.pid)}`
  // A git that says that all is well, in the session's own image.
  const dockerfile = 'FROM claudework-session\nUSER root\nRUN mv /usr/bin/git /usr/bin/real-git && printf "#!/bin/sh\\nexit 0\\n" > /usr/bin/git && chmod 755 /usr/bin/git\nUSER node\n'
  execFileSync('docker', ['build', '-q', '-t', image, '-'], { input: dockerfile, stdio: ['pipe', 'pipe', 'inherit'] })
  try {
    const place = await createdSession(trial.adapter, trialSession(trial.git.url, { branch: 'dev', config: { image } }))
    const link = linkTo(trial.adapter, place)
    await link.ready(AbortSignal.timeout(30_000))
    expect(await asked(place, { ask: 'status' })).toMatchObject({ branch: 'dev', upstream: 'origin/dev', uncommitted: 0, untracked: 0, unpushed: 0, stashed: 0 })
    const as = 'git() { real-git -c user.name=A -c user.email=a@example.net "$@"; }; cd /workspace; '
    await run(trial.adapter, { link, place }, `${as} echo s > README.md; git stash -q; echo c > c; git add c; git commit -qm c; echo changed > README.md; echo n > new; ${poison} touch poisoned`)
    const expected = { branch: 'dev', uncommitted: 1, untracked: 2, unpushed: 1, stashed: 1, submodules: 0 }
    expect(await asked(place, { ask: 'status' })).toMatchObject(expected)
    expect(await run(trial.adapter, { link, place }, 'git status')).toBe('')
    link.dispose()
    await trial.adapter.stop(place, 'stopped by user')
    expect(await asked(place, { ask: 'status' })).toMatchObject(expected)
    expect(await asked(place, { ask: 'diff', path: 'README.md', limits: { files: 100, patchBytes: 10_000 } })).toMatchObject({
      files: [{ path: 'README.md', change: 'modified' }, { path: 'new', change: 'untracked' }, { path: 'poisoned', change: 'untracked' }],
      patch: { text: expect.stringContaining('+changed') as string },
    })
    await trial.adapter.start(place, trialSession(trial.git.url).hooks)
    const again = linkTo(trial.adapter, place)
    await again.ready(AbortSignal.timeout(30_000))
    expect(await run(trial.adapter, { link: again, place }, 'ls /workspace/.git/markers')).toBe('')
    // The poison is real: git itself takes it.
    await run(trial.adapter, { link: again, place }, 'timeout 10 real-git -c filter.x.process= status < /dev/null > /dev/null 2>&1')
    expect(await run(trial.adapter, { link: again, place }, 'ls /workspace/.git/markers')).toContain('core.fsmonitor')
    again.dispose()
    expect((await trial.owned()).filter((name) => name.includes('status') || name.includes('diff'))).toEqual([])
    await trial.adapter.remove(place)
  } finally {
    await trial.clear()
    execFileSync('docker', ['image', 'rm', '-f', image], { stdio: 'ignore' })
  }
})

test('a helper has no network, no way to write into the tree, and is gone when it was called off', async () => {
  const place = await createdSession(trial.adapter, trialSession(trial.git.url))
  const calledOff = AbortSignal.abort()
  const output = new Writable({ write: (_bytes, _encoding, done) => { done() } })
  await expect(trial.adapter.git(place, { ask: 'status' }, { output, signal: calledOff })).rejects.toMatchObject({ kind: 'cancelled' })
  expect(await trial.owned()).toEqual(['', '-state', '-work'].map((part) => `claudework-${place.sessionId}${part}`))
  await trial.engine.containers.remove(madeDockerState(place).containerId)
  expect(await asked(place, { ask: 'status' })).toMatchObject({ branch: 'main', uncommitted: 0 })
  await trial.adapter.remove(place)
  await expect(asked(place, { ask: 'status' })).rejects.toThrow('was removed outside claudework')
})
