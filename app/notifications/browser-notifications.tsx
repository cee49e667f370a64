import { useEffect, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dot } from '../ui/dot.tsx'
import { switchNotifications, wantsNotifications } from './wish.ts'

type State = 'on' | 'off' | 'refused' | 'none'

/** This browser's notifications: asked for here, and nowhere else. */
export function BrowserNotifications() {
  const [state, setState] = useState<State | null>(null)
  // eslint-disable-next-line react-hooks/set-state-in-effect -- only the browser knows
  useEffect(() => setState(stateNow()), [])
  const change = (on: boolean) => { void switchNotifications(on).then(() => setState(stateNow())) }
  return (
    <div className="border-line flex flex-wrap items-center gap-3 border-t pt-3">
      <div className="min-w-0 flex-1 basis-[240px]">
        <h3 className="font-[550]">This browser</h3>
        <p className="text-muted flex items-baseline gap-2 wrap-anywhere">
          <Dot kind={state === 'on' ? 'live' : 'stopped'} />
          {state === null ? '' : words[state]}
        </p>
      </div>
      {state === 'off' && <Button onClick={() => change(true)}>Switch on</Button>}
      {state === 'on' && <Button onClick={() => change(false)}>Switch off</Button>}
    </div>
  )
}

const words: Record<State, string> = {
  on: 'On, while a tab with claudework is open and you look elsewhere.',
  off: 'Off.',
  refused: 'Refused to this page. Allow notifications for this address in the settings of the browser.',
  none: 'This browser has none for this page.',
}

function stateNow(): State {
  if (!('Notification' in window)) return 'none'
  if (Notification.permission === 'denied') return 'refused'
  return wantsNotifications() ? 'on' : 'off'
}
