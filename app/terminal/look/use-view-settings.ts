import { useMemo } from 'react'
import { useKept } from '../../ui/use-kept.ts'
import { defaultViewSettings, parseViewSettings, viewSettingsKey, type ViewSettings } from './view-settings.ts'

/** This browser's view settings, and how to change some of them: at once, for all terminals in all its pages. */
export function useViewSettings(): { settings: ViewSettings; change: (patch: Partial<ViewSettings>) => void; reset: () => void } {
  const [kept, keep] = useKept(viewSettingsKey)
  const settings = useMemo(() => parseViewSettings(kept ?? null, defaults()), [kept])
  return {
    settings,
    change: (patch) => keep(JSON.stringify({ ...settings, ...patch })),
    reset: () => keep(null),
  }
}

function defaults(): ViewSettings {
  return defaultViewSettings({ windows: typeof navigator !== 'undefined' && /windows/i.test(navigator.userAgent) })
}
