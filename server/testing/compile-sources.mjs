// Puts all sources of the server's programs into the words of an older Node, as far as they have changed.
import { globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import typescript from 'typescript'
import { inOlderWords, isFresh, root } from './older-words.mjs'

const compilerOptions = { target: typescript.ScriptTarget.ES2022, module: typescript.ModuleKind.ESNext, verbatimModuleSyntax: true }

for (const name of globSync('{client,contract,db,e2e,helper,scripts,server,supervisor}/**/*.ts', { cwd: root })) {
  const source = join(root, name)
  if (name.endsWith('.test.ts') || isFresh(source)) continue
  const { outputText } = typescript.transpileModule(readFileSync(source, 'utf8'), { compilerOptions })
  const kept = inOlderWords(source)
  mkdirSync(dirname(kept), { recursive: true })
  // Another test's server may read it.
  const half = `${kept}.${String(process.pid)}`
  writeFileSync(half, outputText)
  renameSync(half, kept)
}
