// Entry of the production bundle, dist/server/main.cjs.
import { join, resolve } from 'node:path'
import * as build from '../build/server/index.js'
import { main } from './main.ts'
import { serveStatic, staticFilesIn } from './static-files.ts'
import type { AppBuild, Front } from './web.ts'

const root = resolve(process.argv[1] ?? '', '../../..')

function frontFor(): Promise<Front> {
  const files = staticFilesIn(join(root, 'build/client'))
  return Promise.resolve({
    mode: 'production',
    build: () => build as unknown as AppBuild,
    before: (request, response, next) => { if (!serveStatic(files, request, response)) next() },
  })
}

void main({ root, frontFor })
