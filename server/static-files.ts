import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, relative } from 'node:path'

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ico': 'image/x-icon',
  '.png': 'image/png',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
}

type Encoding = 'br' | 'gzip' | 'identity'
type StaticFile = { type: string; etag: string; immutable: boolean; body: Record<Encoding, (() => Uint8Array) | null> }
export type StaticFiles = ReadonlyMap<string, StaticFile>

/** Every file below a folder, by its URL path; `.br` and `.gz` siblings, made by the build, are its encodings. Bodies are read on first use. */
export function staticFilesIn(folder: string): StaticFiles {
  const files = new Map<string, StaticFile>()
  if (!existsSync(folder)) return files
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || /\.(br|gz)$/.test(entry.name) || entry.parentPath.includes('.vite')) continue
    const file = join(entry.parentPath, entry.name)
    const path = `/${relative(folder, file)}`
    files.set(path, {
      type: types[extname(path)] ?? 'application/octet-stream',
      etag: `"${createHash('sha256').update(readFileSync(file)).digest('base64url')}"`,
      immutable: path.startsWith('/assets/'),
      body: { identity: lazily(file), br: lazily(`${file}.br`), gzip: lazily(`${file}.gz`) },
    })
  }
  return files
}

/** Answers a GET or HEAD of a known file; false where there is none. */
export function serveStatic(files: StaticFiles, request: IncomingMessage, response: ServerResponse): boolean {
  const file = files.get((request.url ?? '/').split('?', 1)[0] ?? '/')
  if (!file) return false
  response.setHeader('Cache-Control', file.immutable ? 'public, max-age=31536000, immutable' : 'public, max-age=0, must-revalidate')
  response.setHeader('ETag', file.etag)
  response.setHeader('Vary', 'Accept-Encoding')
  if (request.headers['if-none-match'] === file.etag) {
    response.writeHead(304).end()
    return true
  }
  const encoding = encodingFor(file, request.headers['accept-encoding'] ?? '')
  const body = file.body[encoding]?.() ?? new Uint8Array()
  if (encoding !== 'identity') response.setHeader('Content-Encoding', encoding)
  response.writeHead(200, { 'Content-Type': file.type, 'Content-Length': body.byteLength })
  response.end(request.method === 'HEAD' ? undefined : body)
  return true
}

function encodingFor(file: StaticFile, accepted: string): Encoding {
  if (file.body.br && /\bbr\b/.test(accepted)) return 'br'
  if (file.body.gzip && /\bgzip\b/.test(accepted)) return 'gzip'
  return 'identity'
}

function lazily(file: string): (() => Uint8Array) | null {
  if (!existsSync(file)) return null
  let bytes: Uint8Array | undefined
  return () => (bytes ??= readFileSync(file))
}
