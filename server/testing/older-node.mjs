// For a Node that does not know `using`: programs that tests run from their sources are put into older words before they load. Another
// process does that, once for all of them, so that what is measured of a program holds no compiler.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inOlderWords, isFresh } from './older-words.mjs'

registerHooks({
  load(url, context, next) {
    if (!url.startsWith('file:') || !url.endsWith('.ts') || url.includes('/node_modules/')) return next(url, context)
    const source = fileURLToPath(url)
    if (!isFresh(source)) spawnSync(process.execPath, [join(import.meta.dirname, 'compile-sources.mjs')], { stdio: 'inherit' })
    return { format: 'module', source: readFileSync(inOlderWords(source), 'utf8'), shortCircuit: true }
  },
})
