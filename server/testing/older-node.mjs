// For a Node that does not know `using`: programs that tests run from their sources are put into older words as they load.
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import typescript from 'typescript'

const compilerOptions = { target: typescript.ScriptTarget.ES2022, module: typescript.ModuleKind.ESNext, verbatimModuleSyntax: true }

registerHooks({
  load(url, context, next) {
    if (!url.startsWith('file:') || !url.endsWith('.ts') || url.includes('/node_modules/')) return next(url, context)
    const { outputText } = typescript.transpileModule(readFileSync(new URL(url), 'utf8'), { compilerOptions })
    return { format: 'module', source: outputText, shortCircuit: true }
  },
})
