import { hasCode } from '../../db/busy.ts'
import { Problem } from '../problem.ts'

const conditions: readonly { codes: readonly string[]; sentence: string }[] = [
  { codes: ['SQLITE_FULL', 'ENOSPC', 'EDQUOT'], sentence: "The disk that holds claudework's data is full, so nothing was changed; free some space and try again." },
  { codes: ['SQLITE_BUSY'], sentence: 'Another program holds the database of claudework, so nothing was changed; end it, or try again.' },
  { codes: ['SQLITE_READONLY', 'EROFS', 'EACCES', 'EPERM'], sentence: "claudework may not write to its data directory; make it writable for the user that runs claudework." },
  { codes: ['SQLITE_IOERR', 'SQLITE_CANTOPEN', 'EIO'], sentence: "The disk that holds claudework's data does not do what it is told; look at the machine's log." },
  { codes: ['SQLITE_CORRUPT', 'SQLITE_NOTADB'], sentence: 'The database of claudework is damaged; restart claudework, which takes the newest good copy.' },
]

/** A failure of the disk or the database as a sentence; anything else as it is. */
export function storageProblemOf(error: unknown): unknown {
  if (error instanceof Problem) return error
  const known = conditions.find(({ codes }) => codes.some((code) => hasCode(error, code)))
  return known ? new Problem('unavailable', known.sentence, { cause: error }) : error
}
