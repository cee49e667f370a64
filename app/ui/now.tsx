import { createContext, use, useEffect, useState, type ReactNode } from 'react'

const NowContext = createContext(0)

/**
 * One clock for all ages on the page, in milliseconds of the epoch as the server counts them. It starts at `serverNow`, so that
 * the first render in the browser says what the server said, and ticks once a second.
 */
export function NowProvider({ serverNow, children }: { serverNow: number; children: ReactNode }) {
  const [now, setNow] = useState(serverNow)
  useEffect(() => {
    const skew = serverNow - Date.now()
    const tick = () => setNow(Date.now() + (Math.abs(skew) < 2_000 ? 0 : skew))
    const timer = setInterval(tick, 1_000)
    return () => clearInterval(timer)
    // Later loads bring later times; the first is the one that was compared.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  return <NowContext value={now}>{children}</NowContext>
}

export function useNow(): number {
  return use(NowContext)
}
