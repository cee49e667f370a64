import { lookup as systemLookup } from 'node:dns/promises'
import { networkInterfaces } from 'node:os'
import { checkRepoUrl, type RepoUrl } from '../../../contract/repo-url.ts'
import { isMetadataAddress, plainAddress } from '../../metadata-address.ts'
import { Problem } from '../../problem.ts'

export type RepositoryAddressDeps = {
  /** Where claudework itself listens. */
  ownPort: number
  /** Every address of a name; rejects where it has none. */
  lookup?: (host: string) => Promise<string[]>
}

/** A resolver that says nothing keeps nobody from a clone: git asks one itself. */
const patienceMs = 3_000
const usualPorts = { https: 443, http: 80, ssh: 22, file: null } as const
/** An address, in any spelling that a resolver takes: octal, hexadecimal, one number. */
const numeric = /^(?:\[.*\]|(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+)){0,3}\.?)$/i

/**
 * Where a repository may not be: link-local and metadata addresses, which tell a cloud machine's secrets, and claudework itself. Looked
 * at after resolution, whatever name or spelling leads there. Loopback and private addresses are fine: people have git servers at home.
 * git resolves a name again, and may get another answer then; it takes no address that is not a git server's.
 */
export function createRepositoryAddress({ ownPort, lookup = lookupAll }: RepositoryAddressDeps) {
  async function check(repoUrl: string): Promise<void> {
    const target = targetOf(repoUrl)
    if (!target) return
    for (const address of await addressesOf(target.host, lookup)) {
      if (isMetadataAddress(address)) throw refused(target.host, address, 'which machines have for themselves and no git server has')
      if (target.port === ownPort && isOfThisMachine(address)) throw refused(target.host, address, 'where claudework itself listens')
    }
  }
  return {
    /** Rejects with a Problem that says why a repository cannot be there. */
    check,
    /** The same at once, where no name has to be looked up. */
    async checkNumeric(repoUrl: string): Promise<void> {
      if (numeric.test(targetOf(repoUrl)?.host ?? '')) await check(repoUrl)
    },
  }
}
export type RepositoryAddress = ReturnType<typeof createRepositoryAddress>

function refused(host: string, address: string, why: string): Problem {
  const plain = plainAddress(address).toString()
  const leads = host === plain ? `The URL leads to ${plain}` : `${host} leads to ${plain}`
  return new Problem('bad-input', `${leads}, ${why}; give the URL of a repository.`)
}

function targetOf(repoUrl: string): { host: string; port: number } | null {
  const checked = checkRepoUrl(repoUrl)
  return checked.ok ? endOf(checked.url) : null
}

function endOf({ protocol, host }: RepoUrl): { host: string; port: number } | null {
  const [, name = '', port] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(host ?? '') ?? []
  const usual = usualPorts[protocol]
  return name === '' || usual === null ? null : { host: name, port: port === undefined ? usual : Number(port) }
}

async function addressesOf(host: string, lookup: (host: string) => Promise<string[]>): Promise<string[]> {
  const late = Promise.withResolvers<string[]>()
  const timer = setTimeout(() => { late.resolve([]) }, patienceMs)
  try {
    return await Promise.race([lookup(host.replace(/^\[|\]$/g, '')), late.promise])
  } catch {
    return [] // git says what is wrong with a name that nobody knows, or asks a proxy that does
  } finally {
    clearTimeout(timer)
  }
}

async function lookupAll(host: string): Promise<string[]> {
  return (await systemLookup(host, { all: true })).map(({ address }) => address)
}

function isOfThisMachine(address: string): boolean {
  const ip = plainAddress(address)
  if (['loopback', 'unspecified'].includes(ip.range())) return true
  return Object.values(networkInterfaces()).some((all) => all?.some((own) => plainAddress(own.address).toString() === ip.toString()) ?? false)
}
