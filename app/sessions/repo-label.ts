/** "acme/shop" of a repository URL: the last two parts of its path, which is how people call it. */
export function repoLabel(repoUrl: string): string {
  const path = repoUrl.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '').replace(/^[^@:/]+@[^:/]+:/, '')
  const parts = path.replace(/\.git\/*$/, '').split('/').filter((part) => part !== '')
  return parts.slice(-2).join('/') || repoUrl
}

/** The branch that a session began on; null = its repository's default one. */
export function branchLabel({ branch, newBranch }: { branch: string | null; newBranch: string | null }): string | null {
  return newBranch ?? branch
}

/** A name for a session on this repository and branch: "shop", or "shop release/2.4". Empty where the URL names nothing yet. */
export function suggestName(repoUrl: string, branch: string): string {
  const last = /[/:][^/:]/.test(repoUrl) ? repoLabel(repoUrl.trim()).split('/').at(-1) : ''
  if (!last || /[:@]/.test(last)) return ''
  return `${last} ${branch.trim()}`.trim().slice(0, 100)
}
