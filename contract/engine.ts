import { z } from './zod.ts'

const path = (what: string) => z.string().check(z.maxLength(4_096), z.regex(/^\/[^\0\n]*$/, `${what} is an absolute path on the machine that claudework runs on.`))
const hostName = z.string().check(z.maxLength(253), z.regex(/^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[?[0-9a-f:]+\]?)$/i, 'Give a host name or an address, without a scheme or a port.'))
const port = z.int().check(z.minimum(1), z.maximum(65_535))

const pemPattern = /^\s*-----BEGIN [A-Z0-9 ]+-----[\s\S]+-----END [A-Z0-9 ]+-----\s*$/
export const isPem = (text: string): boolean => pemPattern.test(text)
const pemOrPath = z.string().check(z.maxLength(65_536), z.refine((text) => isPem(text) || /^\/[^\0\n]*$/.test(text), 'Give a PEM text, or the absolute path of a PEM file on the machine that claudework runs on.'))

/** A PEM text is kept in a file that only the server's user reads; what is listed afterwards is that file's path. */
const tls = z.strictObject({ ca: pemOrPath, cert: pemOrPath, key: pemOrPath })

const isLoopback = (host: string): boolean => host === 'localhost' || /^127\./.test(host) || /^\[?::1\]?$/.test(host)

/** Where a Docker engine is. */
export const engineEndpoint = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('unix'), path: path('A socket') }),
  z.strictObject({ type: z.literal('tcp'), host: hostName, port, tls: z.optional(tls) })
    .check(z.refine(({ host, tls: keys }) => keys !== undefined || isLoopback(host), 'An engine on another machine needs TLS (ca, cert and key): without it whoever reaches the port is root there.')),
  z.strictObject({
    type: z.literal('ssh'),
    host: hostName,
    port: z.optional(port),
    /** Left out: what ~/.ssh/config of the server's user says, else its own name. */
    user: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,31}$/, 'Give a user name as ssh takes it.'))),
    /** A private key on the machine that claudework runs on; left out: the agent's, or what ~/.ssh/config says. */
    identityFile: z.optional(path('A key')),
  }),
])
export type EngineEndpoint = z.infer<typeof engineEndpoint>
