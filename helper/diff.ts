import { lstatSync, readlinkSync } from 'node:fs'
import { bytePath, bytesOf, readablePath, type BytePath } from './bytes.ts'
import { fenced, type Fence } from './fence.ts'
import type { ChangedFile, DiffLimits, FileChange, WorkTreeDiff } from './question.ts'
import { zeroSeparated } from './zero-separated.ts'

const plain = ['--no-ext-diff', '--no-textconv', '--ignore-submodules=dirty', '--find-renames']

/** The tree against its last commit: what was staged, what was not, and what git does not know yet. */
export async function diffOf(work: string, { path, limits }: { path: string | null; limits: DiffLimits }): Promise<WorkTreeDiff> {
  using fence = await fenced(work)
  const head = (await fence.git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { codes: [0, 1] })).toString('utf8').trim() || null
  const against = head ?? await emptyTree(fence)
  const changed = await changedFiles(fence, against)
  const counts = await lineCounts(fence, against)
  const untracked = await untrackedFiles(fence, limits.files)
  const all = [...changed.map((file) => ({ ...file, ...counts.get(file.path) })), ...untracked]
  const wanted = path === null ? null : all.find((file) => file.path === bytePath(path))
  const patch = wanted ? await patchOf(fence, wanted, { against, most: limits.patchBytes }) : null
  return {
    base: head,
    files: all.slice(0, limits.files).map((file) => ({ ...file, path: readablePath(file.path), oldPath: file.oldPath === null ? null : readablePath(file.oldPath) })),
    more: all.length > limits.files,
    patch,
  }
}

async function emptyTree(fence: Fence): Promise<string> {
  return (await fence.git(['hash-object', '-t', 'tree', '--stdin'], { input: Buffer.alloc(0) })).toString('utf8').trim()
}

const words: Readonly<Record<string, FileChange>> = { A: 'added', M: 'modified', D: 'deleted', R: 'renamed', C: 'added', T: 'type changed', U: 'conflicted' }

/** `:<modes> <oids> <letter>`, then one path, or two where it was renamed. */
async function changedFiles(fence: Fence, against: string): Promise<ChangedFile[]> {
  const files = new Map<BytePath, ChangedFile>()
  let head: { letter: string; old: BytePath | null } | null = null
  const items = zeroSeparated((item) => {
    if (head === null) {
      const letter = item.slice(item.lastIndexOf(' ') + 1, item.lastIndexOf(' ') + 2)
      head = { letter, old: null }
    } else if ((head.letter === 'R' || head.letter === 'C') && head.old === null) head.old = item
    else {
      const { letter, old } = head
      const change = words[letter] ?? 'modified'
      // A conflict comes twice: as itself, and as the change of the file.
      if (files.get(item)?.change !== 'conflicted') files.set(item, { path: item, oldPath: letter === 'R' ? old : null, change, added: null, removed: null })
      head = null
    }
  })
  await fence.git(['diff', '--raw', '-z', ...plain, against, '--'], { onOutput: (bytes) => (items.push(bytes), true) })
  items.end()
  return [...files.values()]
}

/** `<added>\t<removed>\t<path>`, or with an empty path and then the old and the new one. */
async function lineCounts(fence: Fence, against: string): Promise<Map<BytePath, Pick<ChangedFile, 'added' | 'removed'>>> {
  const counts = new Map<BytePath, Pick<ChangedFile, 'added' | 'removed'>>()
  let renamed: { added: number | null; removed: number | null; names: number } | null = null
  const numberOf = (text: string): number | null => (text === '-' ? null : Number(text))
  const items = zeroSeparated((item) => {
    if (renamed) {
      renamed.names += 1
      if (renamed.names === 2) {
        counts.set(item, { added: renamed.added, removed: renamed.removed })
        renamed = null
      }
      return
    }
    const [added = '', removed = '', ...rest] = item.split('\t')
    const path = rest.join('\t')
    if (path === '') renamed = { added: numberOf(added), removed: numberOf(removed), names: 0 }
    else counts.set(path, { added: numberOf(added), removed: numberOf(removed) })
  })
  await fence.git(['diff', '--numstat', '-z', ...plain, against, '--'], { onOutput: (bytes) => (items.push(bytes), true) })
  items.end()
  return counts
}

async function untrackedFiles(fence: Fence, most: number): Promise<ChangedFile[]> {
  const files: ChangedFile[] = []
  const items = zeroSeparated((path) => { files.push({ path, oldPath: null, change: 'untracked', added: null, removed: null }) })
  await fence.git(['ls-files', '--others', '--exclude-standard', '-z'], { onOutput: (bytes) => (items.push(bytes), files.length <= most) })
  items.end()
  return files
}

async function patchOf(fence: Fence, file: ChangedFile, { against, most }: { against: string; most: number }): Promise<{ text: string; cut: boolean }> {
  const chunks: Buffer[] = []
  let size = 0
  const onOutput = (bytes: Buffer): boolean => {
    chunks.push(bytes)
    size += bytes.length
    return size <= most
  }
  const link = file.change === 'untracked' ? linkOf(fence.work, file.path) : null
  if (link !== null) return { text: patchOfLink(readablePath(file.path), link), cut: false }
  const names = [file.oldPath, file.path].filter((path) => path !== null).map(readablePath)
  if (file.change === 'untracked') await fence.git(['diff', '--no-index', ...plain.slice(0, 2), '--', '/dev/null', readablePath(file.path)], { onOutput, codes: [0, 1] })
  else await fence.git(['diff', ...plain, against, '--', ...names], { onOutput })
  const text = Buffer.concat(chunks).subarray(0, most).toString('utf8')
  return size > most ? { text: text.slice(0, text.lastIndexOf('\n') + 1), cut: true } : { text, cut: false }
}

/** What an untracked link leads to; null for anything else. git would look into the folder that one leads to. */
function linkOf(work: string, path: BytePath): string | null {
  const at = Buffer.concat([Buffer.from(`${work}/`), bytesOf(path)])
  return lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(at) : null
}

/** As git prints it. */
function patchOfLink(path: string, target: string): string {
  const lines = target.split('\n')
  const range = lines.length === 1 ? '+1' : `+1,${String(lines.length)}`
  return [`diff --git a/${path} b/${path}`, 'new file mode 120000', '--- /dev/null', `+++ b/${path}`, `@@ -0,0 ${range} @@`, ...lines.map((line) => `+${line}`), '\\ No newline at end of file', ''].join('\n')
}
