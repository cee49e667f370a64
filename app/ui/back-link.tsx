import { Link } from 'react-router'
import { buttonClass } from './button.tsx'
import { Icon } from './icon.tsx'

export type Back = { to: string; label: string }

export const allSessions: Back = { to: '/', label: 'All sessions' }

export const toSession = (id: string): Back => ({ to: `/sessions/${id}`, label: 'Back to the session' })

export function BackLink({ to, label, className = '' }: Back & { className?: string }) {
  return (
    <Link to={to} aria-label={label} className={`${buttonClass('quiet')} -mx-1 ${className}`}>
      <Icon name="back" />
    </Link>
  )
}
