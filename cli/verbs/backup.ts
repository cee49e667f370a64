import { copyFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { printAnswer } from '../answer.ts'
import { defineVerb } from '../verb.ts'

export const backup = defineVerb({
  name: 'backup',
  summary: 'write database, rescues, settings and signing key to one file',
  flags: { to: { type: 'string', value: 'file', help: 'copy it there as well; for a claudework on this machine' } },
  details: ['It is made while everything goes on, in the data directory, for its owner only: it holds secrets. Sessions on this machine are not in it; their work is in their repositories and rescues.'],
  examples: ['claudework backup', 'claudework backup --to /mnt/backups/claudework.tar'],
  async run({ io, flags, api }) {
    const made = await api().storage.backup.mutate()
    if (flags.to !== undefined) copyFileSync(made.path, resolve(flags.to))
    await printAnswer({ io, flags }, made, `${flags.to ?? made.path}\n`)
    return 0
  },
})
