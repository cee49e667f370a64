import { limits } from './limits.ts'

/**
 * What is wrong with a branch name, as one sentence, or null where git would take it.
 * The rules are those of git-check-ref-format(1) for a branch, plus no leading dash.
 */
export function branchProblem(name: string): string | null {
  const wanted = 'Give a branch name such as main or feature/login'
  if (name === '') return `${wanted}; it is empty.`
  if (name.length > limits.branchLength) return `${wanted}; this one has ${String(name.length)} characters, at most ${String(limits.branchLength)} are allowed.`
  if (name.startsWith('-')) return `${wanted}; it must not start with a dash.`
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u0020\u007f~^:?*[\\]/.test(name)) return `${wanted}; it must not contain spaces, control characters or any of ~ ^ : ? * [ \\.`
  if (name.includes('..') || name.includes('@{') || name.includes('//') || name === '@') return `${wanted}; it must not contain "..", "@{" or "//".`
  if (name.startsWith('/') || name.endsWith('/') || name.endsWith('.')) return `${wanted}; it must not start or end with a slash, nor end with a dot.`
  if (name === 'HEAD') return `${wanted}; git keeps "HEAD" for itself.`
  if (name.split('/').some((part) => part.startsWith('.') || part.endsWith('.lock'))) return `${wanted}; no part of it may start with a dot or end with ".lock".`
  return null
}
