import ipaddr from 'ipaddr.js'

/** Where clouds hand out their machines' credentials, beyond 169.254.0.0/16. */
const metadata: readonly string[] = ['fd00:ec2::254', '100.100.100.200', '192.0.0.192']

/** Of a machine about itself: link-local, or where a cloud hands out credentials. Takes an IP address in any spelling of a resolver's. */
export function isMetadataAddress(address: string): boolean {
  const ip = plainAddress(address)
  return ip.range() === 'linkLocal' || metadata.some((one) => ipaddr.process(one).toString() === ip.toString())
}

/** IPv4 within IPv6 is the IPv4 address; the interface of a link-local one is left out. */
export function plainAddress(address: string): ReturnType<typeof ipaddr.process> {
  return ipaddr.process(address.replace(/%.*$/, ''))
}
