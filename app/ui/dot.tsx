/** Shape differs as well as colour, so that colour never speaks alone. */
export type DotKind = 'waiting' | 'working' | 'done' | 'live' | 'idle' | 'error' | 'stopped' | 'unknown'

const shapes: Record<DotKind, string> = {
  waiting: 'bg-waiting rounded-[2px] rotate-45',
  working: 'bg-accent rounded-full animate-working',
  done: 'bg-done rounded-full',
  live: 'bg-done rounded-full',
  idle: 'bg-idle rounded-full',
  error: 'bg-error rounded-[1px]',
  stopped: 'border-[1.5px] border-idle rounded-full',
  unknown: 'border-[1.5px] border-dashed border-muted rounded-full',
}

/** Its meaning must stand beside it in words. */
export function Dot({ kind }: { kind: DotKind }) {
  return <span aria-hidden className={`inline-block size-2 flex-none ${shapes[kind]}`} />
}
