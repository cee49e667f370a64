import { expect, it } from 'vitest'
import { z } from './zod.ts'

const shape = z.strictObject({
  port: z.optional(z.int().check(z.minimum(1), z.maximum(65_535))),
  share: z.optional(z.number().check(z.gt(0), z.lt(1))),
  name: z.string().check(z.minLength(1), z.maxLength(3)),
  kind: z.optional(z.enum(['HOST', 'DOCKER'])),
  list: z.optional(z.array(z.string()).check(z.maxLength(2))),
  on: z.optional(z.literal(true)),
  word: z.optional(z.string().check(z.minLength(2))),
  web: z.optional(z.url()),
  each: z.optional(z.record(z.string().check(z.maxLength(2, 'A name has at most 2 characters')), z.string())),
  either: z.optional(z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('HOST') }), z.strictObject({ kind: z.literal('DOCKER') })])),
})

it.each<[string, unknown, string]>([
  ['too large', { name: 'a', port: 99_999 }, 'At most 65535'],
  ['too small', { name: 'a', port: 0 }, 'At least 1'],
  ['a bound that is not reached', { name: 'a', share: 1 }, 'Less than 1'],
  ['the other one', { name: 'a', share: 0 }, 'More than 0'],
  ['a fraction', { name: 'a', port: 1.5 }, 'This has to be a whole number'],
  ['another type', { name: 7 }, 'This has to be a string'],
  ['an object', [], 'This has to be an object'],
  ['nothing', {}, 'Missing'],
  ['an empty text', { name: '' }, 'This must not be empty'],
  ['a short text', { name: 'a', word: 'b' }, 'At least 2 characters'],
  ['a long text', { name: 'abcd' }, 'At most 3 characters'],
  ['a long list', { name: 'a', list: ['1', '2', '3'] }, 'At most 2 entries'],
  ['none of a few', { name: 'a', kind: 'PODMAN' }, 'This has to be one of HOST, DOCKER'],
  ['not the one', { name: 'a', on: false }, 'This has to be true'],
  ['none of a few forms', { name: 'a', either: { kind: 'PODMAN' } }, 'This has to be one of HOST, DOCKER'],
  ['no object of names and values', { name: 'a', each: 7 }, 'This has to be an object'],
  ['a name that is none', { name: 'a', each: { long: 'x' } }, 'A name has at most 2 characters'],
  ['a field that there is not', { name: 'a', image: 'x', cpu: 1 }, 'Unknown fields "image", "cpu"; see the API for those there are'],
  ['what zod says itself', { name: 'a', web: 'x' }, 'Invalid URL'],
])('%s is said in words', (_, input, words) => {
  expect(shape.safeParse(input).error?.issues.map(({ message }) => message)).toEqual([words])
})
