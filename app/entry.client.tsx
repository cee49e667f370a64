import { StrictMode, startTransition } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { HydratedRouter } from 'react-router/dom'
import { steadyFetch } from './connection/steady-fetch.ts'

// The router fetches what pages need by the global name.
window.fetch = steadyFetch(window.fetch.bind(window))

startTransition(() => {
  hydrateRoot(document, <StrictMode><HydratedRouter /></StrictMode>)
})
