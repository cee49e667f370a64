import { createHash, createHmac } from 'node:crypto'
import type { Environment, Place } from '../adapter.ts'
import { linesOf } from './session-env.ts'

/** Shared by all instances on an engine: the session image, the base, runtime volumes, the network. */
export const sharedLabels = { 'claudework.shared': 'true' } as const
/** Finds them in a list. */
export const sharedFilter: readonly string[] = linesOf(sharedLabels)

export const label = {
  session: 'claudework.session',
  instance: 'claudework.instance',
  helper: 'claudework.helper',
  name: 'claudework.name',
  repository: 'claudework.repository',
  branch: 'claudework.branch',
  environment: 'claudework.environment',
  agent: 'claudework.agent',
  signature: 'claudework.signature',
} as const

/** Tells one installation's things on an engine from another's: the fingerprint of its signing key. */
export function instanceOf(signingKey: Uint8Array): string {
  return createHash('sha256').update(signingKey).digest('hex').slice(0, 16)
}

/** Labels of a session's container and volumes: enough to make its row again where the database is lost, and signed, so that nobody else's container passes for ours. */
export function sessionLabels(place: Place, signingKey: Uint8Array): Record<string, string> {
  const labels = {
    [label.session]: place.sessionId,
    [label.instance]: instanceOf(signingKey),
    [label.name]: place.name,
    [label.repository]: place.repoUrl,
    [label.branch]: place.branch ?? '',
    [label.environment]: place.environment.id,
    [label.agent]: place.agent ?? '',
  }
  return { ...labels, [label.signature]: signatureOf(labels, signingKey) }
}

/** Of a volume that is not one session's: a sign-in that the sessions of an environment share. */
export function loginLabels(environment: Environment, signingKey: Uint8Array): Record<string, string> {
  return { 'claudework.login': environment.id, [label.instance]: instanceOf(signingKey) }
}

export function helperLabels(what: string, signingKey: Uint8Array): Record<string, string> {
  return { [label.helper]: what, [label.instance]: instanceOf(signingKey) }
}

/** HMAC-SHA256 over the labels of ours, in a fixed order; a label that is not ours does not count. */
export function signatureOf(labels: Record<string, string>, signingKey: Uint8Array): string {
  const names = Object.values(label).filter((name) => name !== label.signature).sort()
  const text = JSON.stringify(names.map((name) => [name, labels[name] ?? null]))
  return createHmac('sha256', signingKey).update(text).digest('hex')
}
