// What git is told in a session. Generated, never the host's own file: that may run programs (`credential.helper=!cmd`,
// `core.sshCommand`, includes), and it names files that are not there.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { passwordOriginOf } from './git-hosts.ts'

export type GitIdentity = { name: string | null; email: string | null }

const run = promisify(execFile)

/** Who the person is to git on this machine. null where git is not there, or was never told. */
export async function hostIdentity(env: Record<string, string | undefined>): Promise<GitIdentity> {
  const ask = async (key: string): Promise<string | null> => {
    try {
      const { stdout } = await run('git', ['config', '--global', '--get', key], { env: { PATH: env['PATH'], HOME: env['HOME'], XDG_CONFIG_HOME: env['XDG_CONFIG_HOME'] }, cwd: '/', timeout: 5_000 })
      return plain(stdout) || null
    } catch {
      return null // not set, or no git: as good as unknown, and a session can be told
    }
  }
  const [name, email] = await Promise.all([ask('user.name'), ask('user.email')])
  return { name, email }
}

/** A file in git's own form. `helper` is the command that answers for the repository's host. */
export function gitConfigFile({ identity, repoUrl, workTree, helper, sshCommand }: { identity: GitIdentity; repoUrl: string; workTree: string; helper: string; sshCommand: string }): string {
  const asked = passwordOriginOf(repoUrl)
  const sections: [string, [string, string | null][]][] = [
    ['user', [['name', identity.name], ['email', identity.email]]],
    ['safe', [['directory', workTree]]],
    ['core', [['sshCommand', sshCommand]]],
    ...(asked ? [[`credential ${quoted(asked.origin)}`, [['helper', helper]]] satisfies [string, [string, string][]]] : []),
  ]
  return ['# Made by claudework at every start of the session. For settings of your own: git config --local', ...sections.flatMap(([section, values]) => {
    const lines = values.flatMap(([key, value]) => (value === null ? [] : [`\t${key} = ${quoted(value)}`]))
    return lines.length === 0 ? [] : [`[${section}]`, ...lines]
  })].join('\n').concat('\n')
}

/** The same helper by variables, after those that are there already: on this machine git keeps the person's own configuration. `alone`: no other helper is asked. */
export function gitConfigVariables(env: Record<string, string>, { repoUrl, helper, alone }: { repoUrl: string; helper: string; alone: boolean }): Record<string, string> {
  const asked = passwordOriginOf(repoUrl)
  if (!asked) return {}
  const first = /^\d{1,4}$/.test(env['GIT_CONFIG_COUNT'] ?? '') ? Number(env['GIT_CONFIG_COUNT']) : 0
  const values = alone ? ['', helper] : [helper]
  const entries = values.flatMap((value, at) => [[`GIT_CONFIG_KEY_${String(first + at)}`, `credential.${asked.origin}.helper`], [`GIT_CONFIG_VALUE_${String(first + at)}`, value]] as const)
  return { ...Object.fromEntries(entries), GIT_CONFIG_COUNT: String(first + values.length) }
}

/** A command for git to run by sh: `!program arguments`. */
export function helperCommand(argv: readonly string[]): string {
  return `!${argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ')}`
}

function quoted(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  return text.replaceAll(/[\u0000-\u001f\u007f]/g, ' ').trim().slice(0, 200)
}
