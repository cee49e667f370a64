// The OpenAPI document of the plain addresses, which the server hands out at /openapi.json.
import { limits } from '../../contract/limits.ts'
import { routes, type Route } from '../../server/trpc/rest/routes.ts'
import { refPrefix, type Definitions, type Schema } from './json-schema.ts'
import type { Api, Procedure } from './procedures.ts'

/** The version is the server's own, which fills it in. */
export function openApi({ procedures, definitions }: Api): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const procedure = procedures.find(({ path }) => path === route.procedure)
    if (!procedure) throw new Error(`${route.path} stands for ${route.procedure}, which is no procedure`)
    const path = route.path.replace(':id', '{id}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, procedure) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'claudework',
      version: '',
      description: 'Plain HTTP and JSON for what most programs need. The whole API, with terminals and live changes, is tRPC at /trpc; docs/API.md describes it.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'CLAUDEWORK_TOKEN, or the file "token" in the data directory' } },
      schemas: { ...used(definitions, paths), Error: errorSchema },
    },
  }
}

const errorSchema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['message', 'code', 'data'],
      properties: {
        message: { type: 'string', description: 'One sentence: what was wanted, what came, what to do.' },
        code: { type: 'integer' },
        data: { type: 'object', required: ['code', 'httpStatus'], properties: { code: { type: 'string', description: 'Such as NOT_FOUND.' }, httpStatus: { type: 'integer' } } },
      },
    },
  },
}

const errors: Record<number, string> = {
  400: 'The input is not what this takes',
  401: 'No token, or a wrong one',
  404: 'There is no such session',
  409: 'Another operation is under way',
  412: 'The session is not in a state for it',
  413: `A body of more than ${String(limits.httpBody)} bytes`,
  415: 'A body that is not JSON',
  500: 'It was tried and failed',
  503: 'The engine is missing or does not answer',
}

function operation(route: Route, procedure: Procedure): object {
  const body = route.method === 'POST' ? bodyOf(route, procedure) : null
  const statuses = Object.keys(errors).map(Number).filter((status) => (route.type === 'mutation' || [400, 401, 404, 503].includes(status)) && (route.method === 'POST' || ![413, 415].includes(status)))
  return {
    operationId: route.procedure.replace(/\.(.)/, (_all, letter: string) => letter.toUpperCase()),
    summary: route.summary,
    ...(route.idField === null ? {} : { parameters: [{ name: 'id', in: 'path', required: true, description: "The session's id", schema: { type: 'string', minLength: 1, maxLength: 64 } }] }),
    ...(body ? { requestBody: { required: (body.required ?? []).length > 0, content: { 'application/json': { schema: body } } } } : {}),
    responses: {
      [route.status]: { description: 'Done', content: { 'application/json': { schema: procedure.output } } },
      ...Object.fromEntries(statuses.map((status) => [status, { description: errors[status], content: { 'application/json': { schema: { $ref: `${refPrefix}Error` } } } }])),
    },
  }
}

/** What the path says already is no part of the body. */
function bodyOf({ idField }: Route, { input }: Procedure): Schema | null {
  if (!input?.properties || idField === null) return input
  const { [idField]: _inPath, ...properties } = input.properties
  return Object.keys(properties).length === 0 ? null : { ...input, properties, required: (input.required ?? []).filter((name) => name !== idField) }
}

/** The definitions that something refers to, and those that these refer to. */
function used(definitions: Definitions, from: unknown): Definitions {
  const names = new Set<string>()
  const visit = (value: unknown): void => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) {
      if (names.has(name) || !definitions[name]) continue
      names.add(name)
      visit(definitions[name])
    }
  }
  visit(from)
  return Object.fromEntries(Object.entries(definitions).filter(([name]) => names.has(name)))
}
