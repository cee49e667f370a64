// What the package gives to other projects as `claudework/client`: one file and its declarations, dist/client.
import { join } from 'node:path'
import { build } from 'vite'
import { writeClientTypes } from './client-types.ts'

const root = join(import.meta.dirname, '../..')
const folder = join(root, 'dist/client')

await build({
  root,
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  build: {
    outDir: folder,
    emptyOutDir: true,
    target: 'es2022',
    minify: false,
    lib: { entry: join(root, 'client/client.ts'), formats: ['es'], fileName: () => 'client.js' },
    rolldownOptions: { external: [/^@trpc\//, '@msgpack/msgpack'] },
  },
})
writeClientTypes(root, folder)
