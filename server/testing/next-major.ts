// The build after an upgrade that raised the supervisor protocol by a major: the sources as they are, but for that one line.
import { registerHooks } from 'node:module'

const protocol = '/supervisor/protocol.ts'
const versions = /(?<=protocolVersions: [^=]+= \[)(?=\{ major: (\d+),)/

/** A source file as that build has it; null where it is the same. */
export function raised(source: string, path: string): string | null {
  if (!path.endsWith(protocol)) return null
  const now = Number(versions.exec(source)?.[1])
  if (!(now > 0)) throw new Error('supervisor/protocol.ts no longer has its versions in one line')
  return source.replace(versions, `{ major: ${String(now + 1)}, minor: 0 }, `)
}

/** Whatever this process loads from now on is of that build. */
export function loadNextMajor(): void {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      const { source } = loaded
      if (!source) return loaded
      return { ...loaded, source: raised(typeof source === 'string' ? source : new TextDecoder().decode(source), url) ?? source }
    },
  })
}
