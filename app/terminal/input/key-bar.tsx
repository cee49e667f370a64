import { barKeys, type BarKey } from './keys.ts'

type KeyBarProps = { ctrl: boolean; onCtrl: () => void; onKey: (key: BarKey) => void }

const keyClass = 'h-11 min-w-11 flex-none rounded-control border font-mono text-small'

/** Above the keyboard of a phone: what it lacks. Pressing leaves the focus, and so the keyboard, where it is. */
export function KeyBar({ ctrl, onCtrl, onKey }: KeyBarProps) {
  const [esc, tab, ...others] = barKeys
  const button = (key: BarKey) => (
    <button key={key.name} type="button" aria-label={key.name} className={`${keyClass} border-line bg-raised active:bg-hover`} onPointerDown={(event) => event.preventDefault()} onClick={() => onKey(key)}>
      {key.label}
    </button>
  )
  return (
    <div role="toolbar" aria-label="Keys" className="bg-panel border-line flex gap-1 overflow-x-auto border-t p-1 md:pointer-fine:hidden">
      {button(esc)}
      {button(tab)}
      <button
        type="button"
        aria-label="Control"
        aria-pressed={ctrl}
        className={`${keyClass} ${ctrl ? 'border-accent bg-accent text-accent-ink' : 'border-line bg-raised'}`}
        onPointerDown={(event) => event.preventDefault()}
        onClick={onCtrl}
      >
        ctrl
      </button>
      {others.map(button)}
    </div>
  )
}
