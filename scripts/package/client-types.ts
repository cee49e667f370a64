// The client's declarations for other projects: its own, and the router's written out, so that they need none of the server's types.
import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import ts from 'typescript'
import { readApi, type Api, type Procedure } from '../api-reference/procedures.ts'
import { typeText } from '../api-reference/type-text.ts'

export function writeClientTypes(root: string, folder: string): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'app-router.d.ts'), appRouterTypes(readApi(root)))
  const { config } = ts.readConfigFile(join(root, 'tsconfig.server.json'), (path) => ts.sys.readFile(path)) as { config: unknown }
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const { tsBuildInfoFile: _none, ...rest } = options
  const program = ts.createProgram({ rootNames: [join(root, 'client/client.ts')], options: { ...rest, declaration: true, composite: false, incremental: false, outDir: folder } })
  for (const source of program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(join(root, 'client/')))) {
    const { emitSkipped } = program.emit(source, (_path, text) => {
      const declarations = text
        .replaceAll('../server/trpc/router.ts', './app-router.ts')
        .replace(/(from ["']\.\/[\w-]+)\.ts(["'])/g, '$1.js$2')
      if (/["']\.\.\//.test(declarations)) throw new Error(`${source.fileName} declares something of another room: ${declarations}`)
      writeFileSync(join(folder, basename(source.fileName).replace(/\.ts$/, '.d.ts')), declarations)
    }, undefined, true)
    if (emitSkipped) throw new Error(`no declarations came of ${source.fileName}`)
  }
}

/** The router's type in tRPC's own words, made of JSON types only. */
function appRouterTypes({ procedures, definitions }: Api): string {
  return [
    "import type { TRPCBuiltRouter, TRPCDefaultErrorShape, TRPCMutationProcedure, TRPCQueryProcedure, TRPCSubscriptionProcedure } from '@trpc/server'",
    '',
    ...Object.entries(definitions).map(([name, schema]) => `export type ${name} = ${typeText(schema)}\n`),
    'type Tracked<Event> = AsyncIterable<{ id: string; data: Event }>',
    '',
    'export type AppRouter = TRPCBuiltRouter<{ ctx: object; meta: object; errorShape: TRPCDefaultErrorShape; transformer: true }, {',
    ...[...Map.groupBy(procedures, ({ path }) => path.slice(0, path.indexOf('.')))].flatMap(([router, own]) => [
      `  ${router}: {`,
      ...own.flatMap((procedure) => [
        ...(procedure.doc ? [`    /** ${procedure.doc.replaceAll('*/', '* /')} */`] : []),
        `    ${procedure.path.slice(router.length + 1)}: ${procedureType(procedure)}`,
      ]),
      '  }',
    ]),
    '}>',
    '',
  ].join('\n')
}

const kinds = { query: 'TRPCQueryProcedure', mutation: 'TRPCMutationProcedure', subscription: 'TRPCSubscriptionProcedure' } as const

function procedureType({ kind, input, inputOptional, output }: Procedure): string {
  const takes = input ? typeText(input, { indent: '    ', input: true }) : 'Record<string, never>'
  const answers = typeText(output, { indent: '    ' })
  return `${kinds[kind]}<{ input: ${takes}${inputOptional || !input ? ' | undefined | void' : ''}; output: ${kind === 'subscription' ? `Tracked<${answers}>` : answers}; meta: object }>`
}
