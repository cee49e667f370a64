import { resolve } from 'node:path'
import { printAnswer } from '../answer.ts'
import { confirm } from '../ask.ts'
import { defineVerb } from '../verb.ts'

export const restore = defineVerb({
  name: 'restore',
  summary: 'bring a backup back at the next start',
  usage: '<file>',
  args: { min: 1, max: 1 },
  completes: 'files',
  flags: { yes: { type: 'boolean', short: 'y', help: 'do not ask on a terminal' } },
  details: ['The file is on the machine that claudework runs on. It is checked and laid ready now; at its next start claudework takes it and keeps what was there in "before-restore" of its data directory. Sessions that run go on, and are found again by their containers.'],
  examples: ['claudework restore /mnt/backups/claudework.tar'],
  async run({ io, flags, args, api }) {
    await confirm('Put this backup in the place of what is there, at the next start?', { io, yes: flags.yes ?? false, otherwise: 'Nothing was restored.' })
    const answer = await api().storage.restore.mutate({ path: resolve(args[0] ?? '') })
    await printAnswer({ io, flags }, answer, `It is whole (${String(answer.files)} files) and lies ready; restart claudework to take it.\n`)
    return 0
  },
})
