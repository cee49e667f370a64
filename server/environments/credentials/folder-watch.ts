import { watch, type FSWatcher } from 'node:fs'

/** Editors and CLIs write a file in several steps. */
const settleMs = 100

/** Tells when one file of a folder changes, also when it is replaced by another: a watch on the file itself would go with it. */
export function createFolderWatch(folder: string, file: string) {
  const listeners = new Set<() => void>()
  let watcher: FSWatcher | null = null
  let timer: NodeJS.Timeout | undefined

  function letGo(): void {
    watcher?.close()
    watcher = null
  }

  return {
    /** Watches from now on, where the folder is there. */
    arm(): void {
      if (watcher) return
      try {
        watcher = watch(folder, { persistent: false }, (_event, name) => {
          if (name !== file) return
          clearTimeout(timer)
          timer = setTimeout(() => { for (const listener of listeners) listener() }, settleMs)
        })
        // The folder went away: the next start of a session looks again.
        watcher.on('error', letGo)
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && ['ENOENT', 'EACCES', 'ENOSPC', 'EMFILE'].includes(String(error.code)))) throw error
      }
    },
    onChange(listener: () => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close(): void {
      clearTimeout(timer)
      letGo()
    },
  }
}
