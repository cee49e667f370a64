import type { Surroundings } from './look/screen-style.ts'

/** What this window and its system ask for, and when that changes. */
export function watchSurroundings(onChange: () => void): { now: () => Surroundings; stop: () => void } {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const narrow = matchMedia('(max-width: 720px)')
  const still = matchMedia('(prefers-reduced-motion: reduce)')
  const moreContrast = matchMedia('(prefers-contrast: more)')
  const all = [dark, narrow, still, moreContrast]
  for (const query of all) query.addEventListener('change', onChange)
  return {
    now: () => ({ dark: dark.matches, narrow: narrow.matches, still: still.matches, moreContrast: moreContrast.matches }),
    stop: () => { for (const query of all) query.removeEventListener('change', onChange) },
  }
}
