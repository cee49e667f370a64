import { Failure } from '../failure.ts'
import { print, printable } from '../io.ts'
import { findSession } from '../session-reference.ts'
import { table } from '../table.ts'
import { defineVerb, type PlainClient } from '../verb.ts'

type SessionDiff = Awaited<ReturnType<PlainClient['sessions']['diff']['query']>>

export const diff = defineVerb({
  name: 'diff',
  summary: 'say what a session has changed since its last commit, and what would be gone with it',
  usage: '<session> [path]',
  args: { min: 1, max: 2 },
  completes: 'sessions',
  flags: { patch: { type: 'boolean', short: 'p', help: 'print the changes of every file as one patch' } },
  details: ['With a path it prints the patch of that file. Works for stopped sessions too. Exits with 1 where it could not be found out, and says why.'],
  examples: ['claudework diff shop', 'claudework diff shop src/cart.ts', 'claudework diff shop --patch | git apply'],
  async run({ io, flags, args: [reference = '', path], api }) {
    const { id } = await findSession(api(), reference)
    const known = async (file?: string): Promise<SessionDiff> => {
      const answer = await api().sessions.diff.query(file === undefined ? { id } : { id, path: file })
      if (answer.state === 'unknown') throw new Failure(`What this session has changed could not be found out: ${answer.reason ?? 'no reason is known'}`)
      return answer
    }
    const answer = await known(path)
    if (flags.json) {
      const warnings = await api().sessions.gitWarnings.query({ id })
      await print(io.stdout, `${JSON.stringify({ ...answer, warnings }, null, 2)}\n`)
    } else if (path !== undefined) await printPatch(answer, path)
    else if (flags.patch) for (const file of answer.files) await printPatch(await known(file.path), file.path)
    else {
      await print(io.stdout, table(answer.files.map(({ path: name, oldPath, change, added, removed }) => [change, lines(added, removed), oldPath === null ? name : `${oldPath} -> ${name}`])))
      const warning = warningText(await api().sessions.gitWarnings.query({ id }))
      await print(io.stderr, `${printable(warning)}\n`)
    }
    return 0

    async function printPatch({ patch }: SessionDiff, name: string): Promise<void> {
      await print(io.stdout, patch?.text ?? '')
      if (patch?.cut) await print(io.stderr, `claudework: the patch of ${printable(name)} is longer than this; read it in the session.\n`)
    }
  },
})

function lines(added: number | null, removed: number | null): string {
  return added === null || removed === null ? '' : `+${String(added)} -${String(removed)}`
}

function warningText({ state, reason, ...counts }: Awaited<ReturnType<PlainClient['sessions']['gitWarnings']['query']>>): string {
  if (state === 'unknown') return `What would be gone with it could not be found out: ${reason ?? 'no reason is known'}`
  if (state === 'clean') return 'Nothing would be gone with it: all is committed and pushed.'
  const parts = (['uncommitted', 'untracked', 'unpushed', 'stashed'] as const).flatMap((what) => (counts[what] ? [`${String(counts[what])} ${what}`] : []))
  return `Only here: ${parts.join(', ')}.`
}
