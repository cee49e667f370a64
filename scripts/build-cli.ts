// Bundles the command line into one file, dist/cli/claudework.cjs: it starts faster than its sources do.
import { build } from 'vite'

export async function buildCli(): Promise<void> {
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define: { 'process.env.NODE_ENV': '"production"' },
    ssr: { noExternal: true, target: 'node' },
    resolve: { conditions: ['module-sync', 'node', 'import', 'default'] },
    build: {
      ssr: 'cli/main.ts',
      outDir: 'dist/cli',
      target: 'node22',
      minify: false,
      rolldownOptions: { output: { format: 'cjs', codeSplitting: false, entryFileNames: 'claudework.cjs' } },
    },
  })
}

if (import.meta.main) await buildCli()
