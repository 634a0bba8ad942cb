import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = 'http://127.0.0.1:4100';

export default defineConfig({
  plugins: [react(), tailwind()],
  server: { proxy: { '/api': server, '/v1': server } },
  build: {
    outDir: 'dist',
    // The page is served under a content security policy that knows no `data:` fonts or scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
});
