import type { BytePath } from './bytes.ts'
import type { Fence } from './fence.ts'
import { zeroSeparated } from './zero-separated.ts'

export type IndexEntry = { mode: string; oid: string; stage: number; path: BytePath }

/** Everything in the index, conflicts (stages 1-3) and submodules (mode 160000) with it. */
export async function indexEntries(fence: Fence): Promise<IndexEntry[]> {
  const entries: IndexEntry[] = []
  const items = zeroSeparated((item) => {
    const tab = item.indexOf('\t')
    const [mode = '', oid = '', stage = ''] = item.slice(0, tab).split(' ')
    entries.push({ mode, oid, stage: Number(stage), path: item.slice(tab + 1) })
  })
  await fence.git(['ls-files', '--stage', '-z'], { onOutput: (bytes) => (items.push(bytes), true) })
  items.end()
  return entries
}

export const submoduleMode = '160000'
