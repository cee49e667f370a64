// Both ends run programs that the other does not trust: the agent shares the supervisor's uid. Every frame is held to a shape.

export class ShapeError extends Error {}

export type Shape<T> = (value: unknown, at: string) => T

function wrong(at: string, wanted: string): never {
  throw new ShapeError(`${at} must be ${wanted}.`)
}

export function text(maxLength: number): Shape<string> {
  return (value, at) => (typeof value === 'string' && value.length <= maxLength ? value : wrong(at, `text of at most ${String(maxLength)} characters`))
}

/** A name that is safe as a file name. */
export function word(maxLength: number): Shape<string> {
  return (value, at) =>
    typeof value === 'string' && value.length <= maxLength && /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(value) ? value : wrong(at, 'a name of letters, digits, dots, dashes and underscores')
}

export function integer(min = 0, max = Number.MAX_SAFE_INTEGER): Shape<number> {
  return (value, at) => (Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max ? Number(value) : wrong(at, `a whole number from ${String(min)} to ${String(max)}`))
}

export const boolean: Shape<boolean> = (value, at) => (typeof value === 'boolean' ? value : wrong(at, 'true or false'))

/** The bytes of a frame are a view into it; the view is kept as it is. */
export function bytes(maxLength: number): Shape<Uint8Array> {
  return (value, at) => (value instanceof Uint8Array && value.length <= maxLength ? value : wrong(at, `at most ${String(maxLength)} bytes`))
}

export function oneOf<const T extends string>(...words: T[]): Shape<T> {
  return (value, at) => words.find((word) => word === value) ?? wrong(at, `one of ${words.join(', ')}`)
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (value, at) => (value === null || value === undefined ? null : shape(value, at))
}

/** Left out and null are the same on the wire. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value, at) => (value === null || value === undefined ? undefined : shape(value, at))
}

export function list<T>(shape: Shape<T>, maxLength: number): Shape<T[]> {
  return (value, at) => {
    if (!Array.isArray(value) || value.length > maxLength) return wrong(at, `a list of at most ${String(maxLength)}`)
    return value.map((item: unknown, i) => shape(item, `${at}[${String(i)}]`))
  }
}

export function dictionary(maxKeys: number, maxLength: number): Shape<Record<string, string>> {
  const value = text(maxLength)
  return (input, at) => {
    if (!isObject(input) || Object.keys(input).length > maxKeys) return wrong(at, `an object of at most ${String(maxKeys)} keys`)
    return Object.fromEntries(Object.entries(input).map(([key, item]) => [key, value(item, `${at}.${key}`)]))
  }
}

type Shapes = Record<string, Shape<unknown>>
type Shaped<S extends Shapes> = { [K in keyof S]: ReturnType<S[K]> }

/** Unknown keys are dropped: a newer peer of the same major may say more. */
export function object<S extends Shapes>(shapes: S): Shape<Shaped<S>> {
  const entries = Object.entries(shapes)
  return (value, at) => {
    if (!isObject(value)) return wrong(at, 'an object')
    const shaped: Record<string, unknown> = {}
    for (const [key, shape] of entries) shaped[key] = shape(value[key], `${at}.${key}`)
    return shaped as Shaped<S>
  }
}

/** A union told apart by `kind`. */
export function byKind<T>(shapes: Record<string, Shape<T>>): Shape<T> {
  return (value, at) => {
    const kind = isObject(value) ? value.kind : undefined
    const shape = typeof kind === 'string' && Object.hasOwn(shapes, kind) ? shapes[kind] : undefined
    return shape ? shape(value, at) : wrong(`${at}.kind`, `one of ${Object.keys(shapes).join(', ')}`)
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
}
