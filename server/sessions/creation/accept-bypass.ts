import type { Environment } from '../../environments/adapter.ts'
import { Problem } from '../../problem.ts'

/** Without a container around it, an agent that never asks can do whatever the server's user can. Throws where nobody said yes to that. */
export function checkAcceptBypass({ permissionMode, environment, accepted }: { permissionMode: string | null; environment: Environment | null; accepted: boolean }): void {
  if (permissionMode !== 'bypassPermissions' || environment?.kind === 'DOCKER' || accepted) return
  throw new Problem(
    'bad-input',
    'With the permission mode "bypassPermissions" and without a container around it, the agent may do anything that you can do on this machine, and asks nothing; say yes to that with `acceptBypass: true` (--accept-bypass on the command line), choose another permission mode, or a DOCKER environment.',
  )
}
