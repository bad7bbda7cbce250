import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  base: '/app/',
  build: {
    outDir: '../dist/app',
    emptyOutDir: true,
    manifest: true,
    target: ['es2022', 'safari16'],
    // Inlined files would be data: addresses, which the content policy refuses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      // «use client» is a word to servers that render; there is none here.
      onwarn: (warning, tell) => warning.code !== 'MODULE_LEVEL_DIRECTIVE' && tell(warning),
    },
  },
})
