import { useRef, useState } from 'react'
import { Link, NavLink } from 'react-router'
import type { Health } from '../../api.ts'
import { LinkNotice } from '../../connection/link-notice.tsx'
import { MachineView } from '../../machine/machine-view.tsx'
import { Button, buttonClass, Kbd } from '../../ui/button.tsx'
import { inputClass } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { EngineNotice } from './engine-notice.tsx'
import { SessionList } from './session-list.tsx'
import { StartAll } from './start-all.tsx'
import { useSessions } from '../sessions-provider.tsx'
import { useShortcut } from './use-shortcut.ts'

/** The list of sessions: the left side of the page, the whole of it on a phone. */
export function Rail({ health, whole, onNew, className }: { health: Health; whole: boolean; onNew: () => void; className: string }) {
  const [search, setSearch] = useState('')
  const searchBox = useRef<HTMLInputElement>(null)
  const some = useSessions().length > 0
  useShortcut('n', onNew)
  useShortcut('/', () => searchBox.current?.focus())

  return (
    <nav aria-label="Sessions" className={`bg-panel border-line min-h-0 flex-col border-r ${className}`}>
      {/* Where the list is the whole page, it has its heading. */}
      {whole && <h1 className="sr-only md:hidden">Sessions</h1>}
      <header className="flex items-center gap-2 pt-3 pr-3 pb-2 pl-4">
        <Link to="/" className="mr-auto flex items-center gap-2 pointer-coarse:py-3 font-[650] tracking-[-0.01em]">
          <span className="bg-text text-panel grid size-4 place-items-center rounded-[4px]">
            <Icon name="prompt" className="size-3" />
          </span>
          claudework
        </Link>
        <NavLink to="/settings" aria-label="Settings" className={`${buttonClass('quiet')} aria-[current=page]:bg-hover`}>
          <Icon name="settings" />
        </NavLink>
        <Button look="primary" onClick={onNew}>
          <span>
            New<span className="sr-only"> session</span>
          </span>{' '}
          <Kbd>N</Kbd>
        </Button>
      </header>
      {some && (
        <div className="relative mx-3 mb-2">
          <input
            ref={searchBox}
            type="search"
            aria-label="Find a session"
            placeholder="Find a session"
            className={`${inputClass} pr-8`}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            onKeyDown={(event) => { if (event.key === 'Escape') setSearch('') }}
          />
          {search === '' && (
            <span className="text-faint pointer-events-none absolute top-[6px] right-2">
              <Kbd>/</Kbd>
            </span>
          )}
        </div>
      )}
      <EngineNotice health={health} />
      <StartAll />
      <SessionList search={some ? search : ''} />
      <LinkNotice />
      <MachineView health={health} />
      <p className="text-muted text-small border-line flex border-t px-2">
        <Link to="/history" className="hover:text-text px-2 py-2 pointer-coarse:py-[13px]">
          History
        </Link>
        <Link to="/rescues" className="hover:text-text px-2 py-2 pointer-coarse:py-[13px]">
          Rescues
        </Link>
        <Link to="/devices" className="hover:text-text px-2 py-2 pointer-coarse:py-[13px]">
          Devices
        </Link>
      </p>
    </nav>
  )
}
