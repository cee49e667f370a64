import { reactRouter } from '@react-router/dev/vite'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'

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
  optimizeDeps: {
    // Found late they would reload the page, after its single-use sign-in code was spent.
    include: [
      '@radix-ui/react-dialog', '@radix-ui/react-dropdown-menu', '@trpc/client', '@msgpack/msgpack', 'zod/mini',
      '@xterm/xterm', '@xterm/addon-fit', '@xterm/addon-unicode-graphemes', '@xterm/addon-web-links', '@xterm/addon-webgl', '@xterm/addon-search',
    ],
  },
})
