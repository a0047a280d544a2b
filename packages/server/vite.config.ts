import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Builds the islands and the style sheet into `dist/client`, with hashed names and a manifest for the server. */
export default defineConfig({
  root: here('./src/client'),
  base: '/assets/',
  publicDir: false,
  build: {
    outDir: here('./dist/client'),
    emptyOutDir: true,
    assetsDir: '',
    manifest: 'manifest.json',
    modulePreload: false,
    // The first versions with light-dark(): older browsers would need a second set of colours.
    target: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    rollupOptions: { input: here('./src/client/main.ts') },
  },
});
