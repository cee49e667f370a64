import { nothing } from '../../contract/session.ts'
import { restoreBackup } from '../../contract/storage.ts'
import { router, signedIn } from './trpc.ts'

export const storageRouter = router({
  /** Database, rescues, settings and signing key as one file in the data directory, while everything goes on. */
  backup: signedIn.input(nothing).mutation(({ ctx }) => ctx.backups.create()),
  /** Checks a backup and lays it ready; it takes the place of what is there at the next start, which keeps that aside. */
  restore: signedIn.input(restoreBackup).mutation(({ ctx, input }) => ctx.backups.prepareRestore(input.path)),
})
