// JSON Schema of TypeScript types, as far as an answer of the API can have them: JSON, and bytes in one place.
import ts from 'typescript'
import { docOf } from './router-types.ts'

export type Schema = {
  $ref?: string
  type?: string | string[]
  description?: string
  enum?: (string | number | boolean | null)[]
  const?: string | number | boolean | null
  format?: string
  pattern?: string
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
  anyOf?: Schema[]
  oneOf?: Schema[]
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  minimum?: number
  maximum?: number
}

export type Definitions = Record<string, Schema>

export const refPrefix = '#/components/schemas/'

/** Turns types into schemas; types that have a name of their own become definitions, and are referred to. */
export function createSchemaMaker(checker: ts.TypeChecker) {
  const definitions: Definitions = {}
  const names = new Map<ts.Type, string>()

  /** `declared` is the text where the type is written: the compiler forgets the order of a union. */
  function schemaOf(type: ts.Type, declared = ''): Schema {
    const name = names.get(type) ?? nameFor(type)
    if (name === null) return structureOf(type, declared)
    if (!names.has(type)) {
      names.set(type, name)
      definitions[name] = {}
      definitions[name] = structureOf(type, textOf(type.aliasSymbol ?? type.symbol))
    }
    return { $ref: `${refPrefix}${name}` }
  }

  /** Only what is worth a name: a declared object or union, without type parameters. */
  function nameFor(type: ts.Type): string | null {
    const symbol = type.aliasSymbol ?? (type.isClassOrInterface() ? type.symbol : undefined)
    if (!symbol || symbol.name.startsWith('__') || (type.aliasTypeArguments?.length ?? 0) > 0) return null
    if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.UnionOrIntersection)) || isBytes(type)) return null
    if (symbol.declarations?.some((declaration) => /node_modules/.test(declaration.getSourceFile().fileName))) return null
    let name = symbol.name
    for (let n = 2; Object.hasOwn(definitions, name); n++) name = `${symbol.name}${String(n)}`
    return name
  }

  function structureOf(type: ts.Type, declared: string): Schema {
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {}
    if (type.flags & ts.TypeFlags.Null) return { type: 'null' }
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value }
    if (type.flags & ts.TypeFlags.BooleanLiteral) return { const: checker.typeToString(type) === 'true' }
    if (type.flags & ts.TypeFlags.String) return { type: 'string' }
    if (type.flags & ts.TypeFlags.Number) return { type: 'number' }
    if (type.flags & ts.TypeFlags.Boolean) return { type: 'boolean' }
    if (type.isUnion()) return unionOf(type.types.filter(({ flags }) => !(flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void))), declared)
    if (isBytes(type)) return { type: 'string', format: 'binary' }
    if (checker.isTupleType(type) || checker.isArrayType(type)) {
      const items = [...new Map(checker.getTypeArguments(type as ts.TypeReference).map((item) => [JSON.stringify(schemaOf(item, declared)), schemaOf(item, declared)])).values()]
      return { type: 'array', items: items.length === 1 ? (items[0] ?? {}) : { anyOf: items } }
    }
    if (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) return objectOf(type)
    throw new Error(`No JSON has this type: ${checker.typeToString(type)}`)
  }

  function unionOf(types: ts.Type[], declared: string): Schema {
    const schemas = types.map((type) => schemaOf(type, declared))
    const literals = asDeclared(schemas.flatMap((schema) => ('const' in schema ? [schema.const ?? null] : [])), declared)
    const others = schemas.filter((schema) => !('const' in schema)).sort((a, b) => Number(a.type === 'null') - Number(b.type === 'null'))
    const isBoolean = literals.includes(true) && literals.includes(false)
    const values = isBoolean ? literals.filter((value) => typeof value !== 'boolean') : literals
    const all: Schema[] = [
      ...(values.length === 1 ? [{ const: values[0] ?? null }] : values.length > 1 ? [{ enum: values }] : []),
      ...(isBoolean ? [{ type: 'boolean' }] : []),
      ...others,
    ]
    const [only] = all
    return all.length === 1 && only ? only : { anyOf: all }
  }

  function objectOf(type: ts.Type): Schema {
    const properties: Record<string, Schema> = {}
    const required: string[] = []
    for (const symbol of checker.getPropertiesOfType(type)) {
      const propertyType = checker.getTypeOfSymbol(symbol)
      // A property that can only be undefined is one that is not there.
      if (propertyType.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Never)) continue
      const schema = schemaOf(propertyType, textOf(symbol))
      const description = docOf(checker, symbol)
      properties[symbol.name] = description ? { ...schema, description } : schema
      if (!(symbol.flags & ts.SymbolFlags.Optional)) required.push(symbol.name)
    }
    const index = checker.getIndexTypeOfType(type, ts.IndexKind.String)
    return {
      type: 'object',
      ...(Object.keys(properties).length > 0 ? { properties } : {}),
      ...(required.length > 0 ? { required } : {}),
      ...(index ? { additionalProperties: schemaOf(index) } : {}),
    }
  }

  return { schemaOf, definitions }
}

function textOf(symbol: ts.Symbol): string {
  return symbol.declarations?.[0]?.getText() ?? ''
}

function asDeclared<T extends string | number | boolean | null>(literals: T[], declared: string): T[] {
  const place = (literal: T): number => declared.indexOf(typeof literal === 'string' ? `'${literal}'` : String(literal))
  return literals.every((literal) => place(literal) >= 0)
    ? literals.sort((a, b) => place(a) - place(b))
    : literals.sort((a, b) => (String(a) < String(b) ? -1 : 1))
}

function isBytes(type: ts.Type): boolean {
  return type.getSymbol()?.name === 'Uint8Array'
}
