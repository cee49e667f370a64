import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import { createEngineDisk } from './engine-disk.ts'

/** An engine that says its folder in the given ways, one after the other, the last for ever. */
function trial(answers: (string | null | Error)[]) {
  let asked = 0
  const disk = createEngineDisk(async () => {
    const answer = answers[Math.min(asked++, answers.length - 1)]
    if (answer instanceof Error) throw answer
    return await Promise.resolve(answer ?? null)
  })
  return { disk, asked: () => asked }
}

it('an engine that did not answer is asked again', async () => {
  const { disk } = trial([new Error('it hangs'), tmpdir()])
  expect(await disk()).toBeNull()
  expect((await disk())?.total).toBeGreaterThan(0)
})

it.each([tmpdir(), null])('an engine that answered %s is not', async (answer) => {
  const { disk, asked } = trial([answer])
  await disk()
  await disk()
  expect(asked()).toBe(1)
})
