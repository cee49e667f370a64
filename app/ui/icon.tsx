const paths = {
  more: 'M3 8h.01M8 8h.01M13 8h.01',
  back: 'm10 3-5 5 5 5',
  plus: 'M8 3v10M3 8h10',
  check: 'm3.5 8.5 3 3 6-7',
  cross: 'm4 4 8 8m0-8-8 8',
  turning: 'M8 2.5A5.5 5.5 0 1 1 2.5 8',
  up: 'm4 10 4-4 4 4',
  down: 'm4 6 4 4 4-4',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10Zm3.6-1.4L14 14',
  bell: 'M3 11.5h10L12 9.8V6.5a4 4 0 0 0-8 0v3.3ZM6.8 13.8h2.4',
  view: 'm2.5 12.5 3.5-9 3.5 9m-5.8-3h4.6M11 6.5h3M11 9.5h3M11 12.5h3',
  write: 'm3 13 .6-2.8 7.2-7.2 2.2 2.2-7.2 7.2L3 13Zm6.5-8.7 2.2 2.2',
  settings: 'M2.5 5h6m3 0h2m-11 6h2m3 0h6M10 3.5v3m-4 3v3',
  prompt: 'm3 4 4 4-4 4m6 0h4',
} as const
export type IconName = keyof typeof paths

/** 16 px, drawn in the colour of the text around it. Its meaning must stand beside it, or be the control's label. */
export function Icon({ name, className = '' }: { name: IconName; className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 16 16" className={`size-4 flex-none ${className}`} fill="none" stroke="currentColor" strokeWidth={name === 'more' ? 2.5 : 1.5} strokeLinecap="round" strokeLinejoin="round">
      <path d={paths[name]} />
    </svg>
  )
}
