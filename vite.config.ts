import { reactRouter } from '@react-router/dev/vite'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'

const baseOfEveryPage = /[\\/]node_modules[\\/](?:react|react-dom|scheduler|react-router|cookie|@trpc|@msgpack|zod|@radix-ui|@floating-ui|aria-hidden|react-remove-scroll|react-remove-scroll-bar|react-style-singleton|use-callback-ref|use-sidecar|get-nonce|tslib)[\\/]|[\\/]contract[\\/]|[\\/]app[\\/](?:ui|connection)[\\/]/

export default defineConfig({
  plugins: [tailwindcss(), reactRouter()],
  // The page's policy takes fonts and images from files alone.
  build: {
    target: 'baseline-widely-available',
    assetsInlineLimit: 0,
    rolldownOptions: {
      // "use client" in a package means nothing here, and dozens of warnings hide the one that does.
      onLog(level, log, handle) {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log)
      },
    },
  },
  environments: {
    client: {
      build: {
        rolldownOptions: {
          // What every page needs comes as one file: on a long line a browser that asks for six at a time waits for each six of forty.
          output: { codeSplitting: { groups: [{ name: 'base', test: baseOfEveryPage }] } },
        },
      },
    },
  },
  optimizeDeps: {
    // Found late they would reload the page, after its single-use sign-in code was spent.
    include: [
      '@radix-ui/react-dialog', '@radix-ui/react-dropdown-menu', '@trpc/client', '@msgpack/msgpack', 'zod/mini',
      '@xterm/xterm', '@xterm/addon-fit', '@xterm/addon-unicode-graphemes', '@xterm/addon-web-links', '@xterm/addon-webgl', '@xterm/addon-search',
    ],
  },
})
