import { CopyLine } from '../../ui/copy-line.tsx'

/** What a place does not have for an agent, and the line that mends it. */
export function AgentLack({ message, install }: { message: string; install: string | null }) {
  return (
    <div role="alert" className="bg-waiting-bg rounded-control grid min-w-0 gap-2 px-3 py-2">
      <p className="wrap-anywhere">{message}</p>
      {install !== null && <CopyLine text={install} />}
    </div>
  )
}
