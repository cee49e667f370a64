import { useCallback } from 'react'
import type { ApiClient, Health } from '../api.ts'
import { Dot } from '../ui/dot.tsx'
import { bytesInWords } from '../work/work-words.ts'
import { isNearlyFull } from './nearly-full.ts'
import { useRepeated } from './use-repeated.ts'

const everyMs = 15_000

/** What the machine has left, below the list of its sessions; a disk that is nearly full says so before it is. */
export function MachineView({ health }: { health: Health }) {
  const fresh = useRepeated(useCallback((trpc: ApiClient) => trpc.health.get.query(), []), everyMs)
  const { machine, disk } = fresh?.engine ? fresh : health
  const disks = [
    { what: "the disk of claudework's data", ...disk },
    // On one disk they are the same figure.
    ...(disk.engine && disk.engine.total !== disk.total ? [{ what: 'the disk of the Docker engine', ...disk.engine }] : []),
  ]
  const full = disks.filter(isNearlyFull)
  return (
    <section aria-label="Machine" className="border-line text-muted text-small border-t px-4 pt-1.5 pb-1">
      {full.map(({ what, free }) => (
        <p key={what} role="alert" className="bg-waiting-bg text-waiting rounded-control my-1 flex gap-2 px-2 py-1">
          <span className="mt-[6px]"><Dot kind="waiting" /></span>
          <span>Only {bytesInWords(free)} left on {what}. Delete sessions or rescues before work fails.</span>
        </p>
      ))}
      <p className="truncate tabular-nums" title={`Memory ${bytesInWords(machine.memory)} of ${bytesInWords(machine.memoryTotal)}`}>
        {machine.cpuPercent !== null && <>CPU {Math.round(machine.cpuPercent)}% · </>}
        memory {Math.round((machine.memory / machine.memoryTotal) * 100)}% · disk {bytesInWords(Math.min(...disks.map(({ free }) => free)))} free
      </p>
    </section>
  )
}
