import { expect } from 'vitest'
import type { Output } from '../../e2e/fixtures/output.ts'

/** Types into a shell: counts, a line each 20 ms, until a key is typed. The keys of a terminal that changes its mode between two of them may get lost. */
export const counting = 'i=0; stty -icanon; echo pid-$$; while ! read -rsn1 -t 0.02; do i=$((i+1)); echo tick-$i; done; stty icanon; echo counted-$i\r'

/** Waits for the end of the count: every line came once and in order, and no screen stands for any of them. */
export async function expectWhole(shell: Output): Promise<void> {
  const count = Number((await shell.until(/counted-(\d+)/))[1])
  expect([...shell.text().matchAll(/\ntick-(\d+)(?=\r)/g)].map(([, tick]) => Number(tick))).toEqual(Array.from({ length: count }, (_, index) => index + 1))
  expect(shell.gaps()).toEqual([])
}
