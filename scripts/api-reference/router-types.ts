// What each procedure of the router takes and answers, read by the TypeScript compiler: answers have no schema of their own.
import { join } from 'node:path'
import ts from 'typescript'

export type ProcedureTypes = {
  /** Such as `sessions.create`. */
  path: string
  doc: string
  input: ts.Type
  /** Of a subscription: one event. */
  output: ts.Type
}

export type RouterTypes = { checker: ts.TypeChecker; procedures: ProcedureTypes[] }

export function readRouterTypes(root: string): RouterTypes {
  const file = join(root, 'server/trpc/router.ts')
  const { config } = ts.readConfigFile(join(root, 'tsconfig.server.json'), (path) => ts.sys.readFile(path)) as { config: unknown }
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const program = ts.createProgram({ rootNames: [file], options: { ...options, noEmit: true, composite: false, emitDeclarationOnly: false, incremental: false } })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(file)
  const module = source && checker.getSymbolAtLocation(source)
  const router = module && checker.getExportsOfModule(module).find(({ name }) => name === 'appRouter')
  if (!router) throw new Error(`${file} exports no appRouter`)
  return { checker, procedures: proceduresIn(checker, checker.getTypeOfSymbol(router), '') }
}

function proceduresIn(checker: ts.TypeChecker, router: ts.Type, prefix: string): ProcedureTypes[] {
  return checker.getPropertiesOfType(router).filter(({ name }) => name !== '_def' && name !== 'createCaller').flatMap((symbol) => {
    const type = checker.getTypeOfSymbol(symbol)
    const path = `${prefix}${symbol.name}`
    const definition = checker.getPropertyOfType(type, '_def')
    if (!definition) return proceduresIn(checker, type, `${path}.`)
    const types = propertyType(checker, checker.getTypeOfSymbol(definition), '$types')
    return [{ path, doc: docOf(checker, symbol), input: propertyType(checker, types, 'input'), output: eventOf(checker, propertyType(checker, types, 'output')) }]
  })
}

/** A subscription's output is an iterable of events, each tracked by an id. */
function eventOf(checker: ts.TypeChecker, output: ts.Type): ts.Type {
  if (!['AsyncIterable', 'AsyncGenerator'].includes(output.getSymbol()?.name ?? '')) return output
  const [event] = checker.getTypeArguments(output as ts.TypeReference)
  if (!event) throw new Error('an iterable of nothing')
  return checker.getPropertyOfType(event, 'data') && checker.getPropertyOfType(event, 'id') ? propertyType(checker, event, 'data') : event
}

function propertyType(checker: ts.TypeChecker, type: ts.Type, name: string): ts.Type {
  const property = checker.getPropertyOfType(type, name)
  if (!property) throw new Error(`${checker.typeToString(type)} has no ${name}`)
  return checker.getTypeOfSymbol(property)
}

export function docOf(checker: ts.TypeChecker, symbol: ts.Symbol): string {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker)).replace(/\s*\n\s*/g, ' ').trim()
}
