import ipaddr from 'ipaddr.js'
import { Problem } from '../problem.ts'

/** Ranges that no notification service lives in. Loopback and private ones are fine: people run such services at home. */
const refusedRanges: readonly string[] = ['linkLocal', 'unspecified', 'multicast', 'broadcast', 'reserved']
/** Where clouds hand out their machines' credentials, beyond 169.254.0.0/16. */
const metadata: readonly string[] = ['fd00:ec2::254', '100.100.100.200', '192.0.0.192']

/** Throws a Problem for an address that a notification must not go to, whatever name led there. */
export function checkWebhookAddress(address: string): void {
  const ip = ipaddr.process(address.replace(/%.*$/, ''))
  if (!refusedRanges.includes(ip.range()) && !metadata.some((one) => ipaddr.process(one).toString() === ip.toString())) return
  throw new Problem('bad-input', `The webhook leads to ${ip.toString()}, an address for machines about themselves and never for notifications; give the address of a notification service.`)
}
