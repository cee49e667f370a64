import { describe, expect, test } from 'vitest'
import type { Place } from '../adapter.ts'
import { instanceOf, label, sessionLabels, signatureOf } from './labels.ts'

const key = Buffer.alloc(32, 1)
const place: Place = {
  sessionId: 's1', name: 'one', repoUrl: 'https://x/y', branch: null, state: null,
  environment: { id: 'e1', name: 'Docker', kind: 'DOCKER', config: {}, isDefault: true },
}

describe('the signature of a session\'s labels', () => {
  test('holds for the labels as they were written, in any order and beside foreign ones', () => {
    const labels = sessionLabels(place, key)
    const shuffled = Object.fromEntries(Object.entries({ other: 'x', ...labels }).reverse())
    expect(signatureOf(shuffled, key)).toBe(labels[label.signature])
  })

  test.each([label.session, label.name, label.repository, label.branch, label.environment, label.agent, label.instance])('does not hold once %s is another', (name) => {
    const labels = sessionLabels(place, key)
    expect(signatureOf({ ...labels, [name]: 'forged' }, key)).not.toBe(labels[label.signature])
  })

  test('does not hold under another key, nor where text moves from one label to the next', () => {
    const labels = sessionLabels(place, key)
    expect(signatureOf(labels, Buffer.alloc(32, 2))).not.toBe(labels[label.signature])
    const moved = sessionLabels({ ...place, name: 'onehttps://x', repoUrl: '/y' }, key)
    expect(moved[label.signature]).not.toBe(labels[label.signature])
  })
})

test('an instance is a fingerprint of its key, not the key', () => {
  expect(instanceOf(key)).toMatch(/^[0-9a-f]{16}$/)
  expect(instanceOf(key)).not.toBe(instanceOf(Buffer.alloc(32, 2)))
  expect(key.toString('hex')).not.toContain(instanceOf(key))
})
