/**
 * Name and attributes of the sign-in cookie. The port is in the name, since browsers share cookies between ports and two
 * instances would sign each other out. `__Host-` needs Secure, which browsers take on loopback names over plain HTTP.
 */
export function createSignInCookie(options: { origin: string; port: number; maxAgeSeconds: number }) {
  const { protocol, hostname } = new URL(options.origin)
  const secure = protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost')
  const name = `${secure ? '__Host-' : ''}claudework-${String(options.port)}`
  return {
    name,
    header: (value: string): string =>
      `${name}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${String(options.maxAgeSeconds)}${secure ? '; Secure' : ''}`,
    /** The value in a Cookie header; null where it is missing or there twice (somebody else set one of them). */
    read(header: string | undefined): string | null {
      const values = (header ?? '')
        .split(/; */)
        .filter((pair) => pair.startsWith(`${name}=`))
        .map((pair) => pair.slice(name.length + 1))
      return values.length === 1 ? (values[0] ?? null) : null
    },
  }
}
