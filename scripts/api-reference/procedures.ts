// Every procedure of the router, with its input from its zod schema and its answer from its type.
import { toJSONSchema, type $ZodType } from 'zod/v4/core'
import { appRouter } from '../../server/trpc/router.ts'
import { createSchemaMaker, type Definitions, type Schema } from './json-schema.ts'
import { docOf, readRouterTypes } from './router-types.ts'

export type Procedure = { path: string; kind: 'query' | 'mutation' | 'subscription'; doc: string; input: Schema | null; inputOptional: boolean; output: Schema }
export type Api = { procedures: Procedure[]; definitions: Definitions }

export function readApi(root: string): Api {
  const { checker, procedures } = readRouterTypes(root)
  const { schemaOf, definitions } = createSchemaMaker(checker)
  return {
    procedures: procedures.map(({ path, doc, input, output }) => {
      const { kind, schema } = atRunTime(path)
      const { inputSchema, optional } = inputOf(schema)
      for (const symbol of checker.getPropertiesOfType(checker.getNonNullableType(input))) {
        const property = inputSchema?.properties?.[symbol.name]
        const description = docOf(checker, symbol)
        if (property && description && symbol.name !== 'lastEventId') property.description = description
      }
      return { path, kind, doc, input: inputSchema, inputOptional: optional, output: schemaOf(output) }
    }),
    definitions,
  }
}

function atRunTime(path: string): { kind: Procedure['kind']; schema: $ZodType } {
  const procedures: Record<string, unknown> = appRouter._def.procedures
  const procedure: unknown = procedures[path] ?? path.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], procedures)
  const { type, inputs } = (procedure as { _def: { type: Procedure['kind']; inputs: $ZodType[] } })._def
  const [schema] = inputs
  if (!schema || inputs.length > 1) throw new Error(`${path} has ${String(inputs.length)} input schemas; this reads one`)
  return { kind: type, schema }
}

/** Procedures without input take nothing or `{}`, which is not worth a word. */
function inputOf(schema: $ZodType): { inputSchema: Schema | null; optional: boolean } {
  const made = toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // The one input that is not JSON: bytes over WebSocket.
      if (zodSchema._zod.def.type === 'custom') Object.assign(jsonSchema, { type: 'string', format: 'binary' })
    },
  })
  const { $schema: _version, ...rest } = made
  const optional = schema._zod.optin === 'optional'
  const input = rest as Schema
  return { inputSchema: optional && Object.keys(input.properties ?? {}).length === 0 ? null : input, optional }
}
