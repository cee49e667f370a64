import { expect } from 'vitest'
import type { Output } from '../../e2e/fixtures/output.ts'

/** Typed into a shell: counts, a line each 20 ms, until `expectWholeCount` ends it. It waits without a child, so that many can count. */
export const counting = `stty -echo; echo pid-$$; bash -c 'i=0; until read -t 0.02; do i=$((i+1)); echo tick-$i; done; echo counted-$i'; stty echo\r`
/** Enter, not Ctrl-C: a signal makes bash drop the line that it is just writing. */
const stopCounting = '\r'

/** Ends the count: every line came once and in order, and no screen stands for any of them. */
export async function expectWholeCount(shell: Output): Promise<void> {
  await shell.type(stopCounting)
  const count = Number((await shell.until(/counted-(\d+)/))[1])
  expect([...shell.text().matchAll(/\ntick-(\d+)(?=\r)/g)].map(([, tick]) => Number(tick))).toEqual(Array.from({ length: count }, (_, index) => index + 1))
  expect(shell.gaps()).toEqual([])
}
