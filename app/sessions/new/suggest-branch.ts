/** A branch for what a session is about: "claude/fix-login". Empty where its name has no letter or digit. */
export function suggestBranch(name: string): string {
  const words = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '').slice(0, 60).replace(/-+$/, '')
  return words === '' ? '' : `claude/${words}`
}
