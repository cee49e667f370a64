import type { ComponentProps } from 'react'

type Look = 'plain' | 'primary' | 'quiet' | 'danger'

const looks: Record<Look, string> = {
  plain: 'border-line-strong bg-raised enabled:hover:bg-hover',
  primary: 'border-accent bg-accent text-accent-ink font-[550] enabled:hover:brightness-110',
  quiet: 'border-transparent text-muted enabled:hover:bg-hover enabled:hover:text-text px-2!',
  danger: 'border-error bg-error text-page font-[550] enabled:hover:brightness-110',
}

/** 30 px high, 44 px where fingers point. */
export function buttonClass(look: Look = 'plain'): string {
  return `inline-flex h-[30px] pointer-coarse:h-11 pointer-coarse:min-w-11 flex-none items-center justify-center gap-1.5 rounded-control border px-3 whitespace-nowrap disabled:opacity-50 ${looks[look]}`
}

export function Button({ look = 'plain', className = '', type = 'button', ...rest }: ComponentProps<'button'> & { look?: Look }) {
  return <button type={type} className={`${buttonClass(look)} ${className}`} {...rest} />
}

/** The key that does the same; hidden where there are no keys. */
export function Kbd({ children }: { children: string }) {
  return (
    <kbd aria-hidden className="border-current/35 text-group rounded-[4px] border px-1 font-sans font-normal opacity-80 pointer-coarse:hidden">
      {children}
    </kbd>
  )
}
