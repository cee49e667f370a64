import { byGitHost, setGitHost } from '../../contract/git-host.ts'
import { nothing } from '../../contract/session.ts'
import { router, signedIn } from './trpc.ts'

/** HTTPS tokens by git host. They go in and never come out: `list` tells of each host when its token was set. */
export const gitHostsRouter = router({
  list: signedIn.input(nothing).query(({ ctx }) => ctx.gitHosts.list()),
  set: signedIn.input(setGitHost).mutation(({ ctx, input }) => ctx.gitHosts.set(input)),
  remove: signedIn.input(byGitHost).mutation(({ ctx, input }) => {
    ctx.gitHosts.remove(input.host)
    return { ok: true as const }
  }),
})
