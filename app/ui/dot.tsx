/** Shape differs as well as colour, so that colour never speaks alone. */
export type DotKind = 'waiting' | 'working' | 'done' | 'live' | 'idle' | 'error' | 'stopped' | 'unknown'

/** With forced colours the browser takes backgrounds away, and with them the dot; its shape still speaks then. */
const forced = 'forced-colors:bg-[CanvasText]'

const shapes: Record<DotKind, string> = {
  waiting: `bg-waiting rounded-[2px] rotate-45 ${forced}`,
  working: `bg-accent rounded-full animate-working ${forced}`,
  done: `bg-done rounded-full ${forced}`,
  live: `bg-done rounded-full ${forced}`,
  idle: `bg-idle rounded-full ${forced}`,
  error: `bg-error rounded-[1px] ${forced}`,
  stopped: 'border-[1.5px] border-idle rounded-full',
  unknown: 'border-[1.5px] border-dashed border-muted rounded-full',
}

/** Its meaning must stand beside it in words. */
export function Dot({ kind }: { kind: DotKind }) {
  return <span aria-hidden className={`inline-block size-2 flex-none ${shapes[kind]}`} />
}
