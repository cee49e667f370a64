// Entry for `npm run dev`: server code runs once, outside Vite, with its types stripped by Node; only app/ is hot.
import { EventEmitter } from 'node:events'
import type { Server } from 'node:http'
import { resolve } from 'node:path'
import { createServer as createVite, isRunnableDevEnvironment } from 'vite'
import { main } from './main.ts'
import type { AppBuild, Front } from './web.ts'

async function frontFor(): Promise<Front> {
  // Vite listens on a stand-in for the server and hears of upgrades only after admission.
  const upgrades = new EventEmitter()
  const vite = await createVite({ server: { middlewareMode: true, hmr: { server: upgrades as unknown as Server }, cors: false }, appType: 'custom' })
  const { ssr } = vite.environments
  if (!isRunnableDevEnvironment(ssr)) throw new Error("Vite's ssr environment cannot run code")
  return {
    mode: 'development',
    build: () => ssr.runner.import<AppBuild>('virtual:react-router/server-build'),
    before: (request, response, next) => { vite.middlewares(request, response, next) },
    upgrade: (request, socket, head) => { upgrades.emit('upgrade', request, socket, head) },
    close: () => vite.close(),
  }
}

await main({ root: resolve(import.meta.dirname, '..'), frontFor })
