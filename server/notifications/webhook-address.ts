import { isMetadataAddress, plainAddress } from '../metadata-address.ts'
import { Problem } from '../problem.ts'

/** Ranges that no notification service lives in. Loopback and private ones are fine: people run such services at home. */
const refusedRanges: readonly string[] = ['unspecified', 'multicast', 'broadcast', 'reserved']

/** Throws a Problem for an address that a notification must not go to, whatever name led there. */
export function checkWebhookAddress(address: string): void {
  const ip = plainAddress(address)
  if (!refusedRanges.includes(ip.range()) && !isMetadataAddress(address)) return
  throw new Problem('bad-input', `The webhook leads to ${ip.toString()}, an address for machines about themselves and never for notifications; give the address of a notification service.`)
}
