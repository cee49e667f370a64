import { expect, vi } from 'vitest'
import type { Output } from '../../e2e/fixtures/output.ts'

/**
 * Typed into a shell: counts, a line each 20 ms, until `expectWholeCount` ends it. It waits without a child, so that many can count.
 * bash gives up the line that it is writing when a signal comes, so each is said until it is said.
 */
export const counting = `stty -echo noflsh; echo pid-$$; bash -c 'exec 3<> <(:); trap "s=1" INT; i=0; while [ -z "$s" ]; do i=$((i+1)); until echo tick-$i; do :; done 2>/dev/null; read -t 0.02 -u 3; done; echo counted-$i'; stty echo -noflsh\r`
/** Ctrl-C: a signal. A key that comes when `read` gives up waiting is lost. */
const stopCounting = '\u0003'

/** Ends the count: every line came once and in order, and no screen stands for any of them. */
export async function expectWholeCount(shell: Output): Promise<void> {
  // A server that was just started has its supervisors soon: then it hears keys too.
  const before = shell.offset()
  await vi.waitFor(() => { expect(shell.offset()).toBeGreaterThan(before) }, { timeout: 30_000 })
  await shell.type(stopCounting)
  const count = Number((await shell.until(/counted-(\d+)\r/))[1])
  expect([...shell.text().matchAll(/\ntick-(\d+)(?=\r)/g)].map(([, tick]) => Number(tick))).toEqual(Array.from({ length: count }, (_, index) => index + 1))
  expect(shell.gaps()).toEqual([])
}
