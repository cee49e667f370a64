// The router loads the code of a page when somebody goes there; where that fails, since the server is away for a moment, it reloads
// the whole window, and what stood in it is gone. So all of it is fetched once the first page stands.
declare global {
  interface Window {
    /** The router's own list of pages and their files. */
    __reactRouterManifest?: { routes: Record<string, { module?: string; imports?: readonly string[]; css?: readonly string[] } | undefined> }
  }
}

/** Fetches the code of all pages and of the terminal while the browser has nothing else to do. */
export function warmRoutes(): () => void {
  // Safari has no idle time to tell of.
  const later = typeof requestIdleCallback === 'function' ? requestIdleCallback : (work: () => void) => setTimeout(work, 1_000)
  let left = false
  later(() => {
    if (left) return
    const routes = Object.values(window.__reactRouterManifest?.routes ?? {})
    for (const href of new Set(routes.flatMap((route) => [route?.module ?? [], route?.imports ?? []].flat()))) link(href, 'modulepreload')
    for (const href of new Set(routes.flatMap((route) => route?.css ?? []))) link(href, 'prefetch')
    import('../terminal/live-terminal.ts').catch(() => {
      // Whoever opens a terminal asks again, and is told.
    })
  })
  return () => { left = true }
}

function link(href: string, rel: 'modulepreload' | 'prefetch'): void {
  if (document.head.querySelector(`link[href="${CSS.escape(href)}"]`)) return
  const element = document.createElement('link')
  element.rel = rel
  // It is missed only once it is needed; see reload-when-broken.ts.
  element.dataset['warm'] = ''
  element.href = href
  document.head.append(element)
}
