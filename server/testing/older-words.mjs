import { statSync } from 'node:fs'
import { join, relative } from 'node:path'

export const root = join(import.meta.dirname, '../..')

/** Where a source file is kept in older words. @param {string} source */
export function inOlderWords(source) {
  return join(root, 'node_modules/.cache/older-words', `${relative(root, source)}.mjs`)
}

/** Whether it is kept as it is now. @param {string} source */
export function isFresh(source) {
  const kept = statSync(inOlderWords(source), { throwIfNoEntry: false })
  return kept !== undefined && kept.mtimeMs >= statSync(source).mtimeMs
}
