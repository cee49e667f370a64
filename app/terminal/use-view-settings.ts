import { useMemo, useSyncExternalStore } from 'react'
import { defaultViewSettings, parseViewSettings, viewSettingsKey, type ViewSettings } from './view-settings.ts'

/** Told within this page; the browser tells other pages by itself. */
const changed = 'claudework:view-settings'

/** This browser's view settings, and how to change some of them: at once, for all terminals in all its pages. */
export function useViewSettings(): { settings: ViewSettings; change: (patch: Partial<ViewSettings>) => void; reset: () => void } {
  const kept = useSyncExternalStore(onChange, () => localStorage.getItem(viewSettingsKey), () => null)
  const settings = useMemo(() => parseViewSettings(kept, defaults()), [kept])
  return {
    settings,
    change(patch) {
      localStorage.setItem(viewSettingsKey, JSON.stringify({ ...settings, ...patch }))
      dispatchEvent(new Event(changed))
    },
    reset() {
      localStorage.removeItem(viewSettingsKey)
      dispatchEvent(new Event(changed))
    },
  }
}

function defaults(): ViewSettings {
  return defaultViewSettings({ windows: typeof navigator !== 'undefined' && /windows/i.test(navigator.userAgent) })
}

function onChange(listener: () => void): () => void {
  addEventListener('storage', listener)
  addEventListener(changed, listener)
  return () => {
    removeEventListener('storage', listener)
    removeEventListener(changed, listener)
  }
}
