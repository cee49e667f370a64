// A repository's configuration can name programs to run in dozens of ways (hooks, filters, fsmonitor, drivers, transports), and new
// ones come with every version of git. So git never reads it: what it needs to understand the repository is copied by an allow-list.
const plain = new Set([
  'core.repositoryformatversion', 'core.filemode', 'core.symlinks', 'core.ignorecase', 'core.precomposeunicode', 'core.autocrlf', 'core.eol',
  'core.sparsecheckout', 'core.sparsecheckoutcone', 'core.logallrefupdates',
  'extensions.objectformat', 'extensions.refstorage',
])
/** Of branches and remotes: what "upstream" means. No address of a remote, and no promise of one: an object that is not here is missing. */
const named = new Set(['branch.remote', 'branch.merge', 'remote.fetch'])
const most = 20_000

type Entry = { section: string; subsection: string | null; name: string; value: string }

/** `listed` is what `git config --list -z` prints: key, newline, value, zero. Text in latin1, as everything of a repository. */
export function allowedConfig(listed: string): string {
  const entries = listed.split('\0').filter(Boolean).map(parseEntry).filter((entry) => entry !== null && isAllowed(entry)) as Entry[]
  return entries.slice(0, most).map(written).join('')
}

function parseEntry(text: string): Entry | null {
  const end = text.indexOf('\n')
  // Without a value: "true", in git's own words.
  const key = end === -1 ? text : text.slice(0, end)
  const value = end === -1 ? 'true' : text.slice(end + 1)
  const first = key.indexOf('.')
  const last = key.lastIndexOf('.')
  if (first === -1) return null
  return { section: key.slice(0, first), subsection: first === last ? null : key.slice(first + 1, last), name: key.slice(last + 1), value }
}

function isAllowed({ section, subsection, name }: Entry): boolean {
  return subsection === null ? plain.has(`${section}.${name}`) : named.has(`${section}.${name}`)
}

function written({ section, subsection, name, value }: Entry): string {
  const head = subsection === null ? `[${section}]` : `[${section} "${subsection.replaceAll(/["\\]/g, '\\$&')}"]`
  return `${head}\n\t${name} = "${value.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"\n`
}
