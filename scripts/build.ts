// After `react-router build`: precompressed assets, the server as one file, the supervisor as its own.
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Plugin } from 'vite'
import { buildCli } from './build-cli.ts'
import { buildSupervisor } from './build-supervisor.ts'
import { nativeSpread } from './native-spread.ts'

function precompress(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || /\.(br|gz|map|woff2|png)$/.test(entry.name) || entry.parentPath.includes('.vite')) continue
    const file = join(entry.parentPath, entry.name)
    const bytes = readFileSync(file)
    const encodings = {
      br: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
      gz: gzipSync(bytes, { level: 9 }),
    }
    for (const [extension, compressed] of Object.entries(encodings)) {
      if (compressed.length < bytes.length * 0.95) writeFileSync(`${file}.${extension}`, compressed)
    }
  }
}

/** Optional native parts are left out: their packages fall back to JavaScript. libSQL's own stays outside the bundle. */
const withoutOptionalNatives: Plugin = {
  name: 'without-optional-natives',
  enforce: 'pre',
  resolveId: (id) => (id === 'cpu-features' || id.endsWith('sshcrypto.node') ? '\0no-native' : null),
  load: (id) => (id === '\0no-native' ? 'throw new Error("this optional native part is not in the bundle")' : null),
}

async function buildServer(): Promise<void> {
  rmSync('dist/server', { recursive: true, force: true })
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    plugins: [withoutOptionalNatives, nativeSpread],
    define: { 'process.env.NODE_ENV': '"production"' },
    ssr: { noExternal: true, external: ['libsql'], target: 'node' },
    resolve: { conditions: ['module-sync', 'node', 'import', 'default'] },
    build: {
      ssr: 'server/production.ts',
      outDir: 'dist/server',
      target: 'node22',
      minify: false,
      rolldownOptions: { output: { format: 'cjs', codeSplitting: false, entryFileNames: 'main.cjs' } },
    },
  })
}

precompress('build/client')
await buildServer()
await buildCli()
await buildSupervisor()
