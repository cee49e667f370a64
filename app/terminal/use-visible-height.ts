import { useEffect } from 'react'

/** What browsers take for their own bars is no keyboard. */
const leastKeyboardPx = 80
/** The page is as high as this says, and else as the window. */
const variable = '--visible-height'

/**
 * Keeps the page above a soft keyboard. Android makes the page itself smaller where it is asked to; on iOS the keyboard covers it, and
 * only the visual viewport tells how much is left.
 */
export function useVisibleHeight(): void {
  useEffect(() => {
    const { visualViewport } = window
    if (!visualViewport) return
    const { style } = document.documentElement
    const fit = () => {
      const covered = innerHeight - visualViewport.height > leastKeyboardPx && visualViewport.scale < 1.01
      if (covered) style.setProperty(variable, `${String(Math.round(visualViewport.height))}px`)
      else style.removeProperty(variable)
      // iOS also moves the page up, to where it believes the text to be.
      if (covered) scrollTo(0, 0)
    }
    visualViewport.addEventListener('resize', fit)
    fit()
    return () => {
      visualViewport.removeEventListener('resize', fit)
      style.removeProperty(variable)
    }
  }, [])
}
