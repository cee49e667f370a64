import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'

export type Import = { specifier: string; kind: 'value' | 'type'; line: number }
export type TableWrite = { table: string; verb: string; line: number }
export type Module = { path: string; imports: Import[]; writes: TableWrite[] }

/** Generated or not ours. */
const skipped = new Set(['node_modules', 'dist', 'build', '.git', '.react-router', 'test-results', 'playwright-report'])

/** Every TypeScript file below `root`, with what it imports and which tables it writes. */
export function readModules(root: string): Module[] {
  return readdirSync(root, { recursive: false, withFileTypes: true })
    .filter((entry) => !skipped.has(entry.name))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(root, entry.name)) : [join(root, entry.name)]))
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => parseModule(relative(root, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')))
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !skipped.has(entry.name))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)]))
}

export function parseModule(path: string, text: string): Module {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true, path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS)
  const imports: Import[] = []
  const writes: TableWrite[] = []
  const lineOf = (node: ts.Node): number => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
  const visit = (node: ts.Node): void => {
    const found = importOf(node)
    if (found) imports.push({ ...found, line: lineOf(node) })
    const write = writeOf(node)
    if (write) writes.push({ ...write, line: lineOf(node) })
    ts.forEachChild(node, visit)
  }
  visit(source)
  return { path, imports, writes }
}

function importOf(node: ts.Node): Omit<Import, 'line'> | null {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    // `import { type A }` keeps loading the module: only `import type` is erased whole.
    return { specifier: node.moduleSpecifier.text, kind: node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword ? 'type' : 'value' }
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier.text, kind: node.isTypeOnly ? 'type' : 'value' }
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
    return { specifier: node.argument.literal.text, kind: 'type' }
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [argument] = node.arguments
    return { specifier: argument && ts.isStringLiteralLike(argument) ? argument.text : '(computed)', kind: 'value' }
  }
  return null
}

const verbs = new Set(['insert', 'update', 'delete'])

/** `db.insert(sessions)`, `tx.update(schema.sessions)`: the last name of the argument is the table's. */
function writeOf(node: ts.Node): Omit<TableWrite, 'line'> | null {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression) || node.arguments.length !== 1) return null
  const verb = node.expression.name.text
  const [argument] = node.arguments
  if (!verbs.has(verb) || !argument) return null
  if (ts.isIdentifier(argument)) return { table: argument.text, verb }
  return ts.isPropertyAccessExpression(argument) ? { table: argument.name.text, verb } : null
}

export type Target = { kind: 'file'; path: string } | { kind: 'node'; name: string } | { kind: 'package'; name: string } | { kind: 'generated' } | { kind: 'unresolved' }

/** What a specifier means, seen from a file. */
export function resolveImport(root: string, from: string, specifier: string): Target {
  const plain = specifier.replace(/\?(?:raw|url|worker|inline)$/, '')
  if (plain.startsWith('node:')) return { kind: 'node', name: plain }
  if (plain.startsWith('.')) {
    if (/(^|\/)\+types\//.test(plain)) return { kind: 'generated' }
    const path = join(dirname(from), plain).replaceAll('\\', '/')
    // What `react-router build` writes.
    if (path.startsWith('build/')) return { kind: 'generated' }
    return existsSync(join(root, path)) ? { kind: 'file', path } : { kind: 'unresolved' }
  }
  if (plain.startsWith('virtual:')) return { kind: 'generated' }
  const [scope = '', name = ''] = plain.split('/')
  const packageName = plain.startsWith('@') ? `${scope}/${name}` : scope
  return existsSync(join(root, 'node_modules', packageName)) ? { kind: 'package', name: packageName } : { kind: 'unresolved' }
}
