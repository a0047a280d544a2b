// Writes the gallery as a static page into a folder, beside the built client: node write-gallery.mjs FOLDER
import * as fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const [folder = 'gallery'] = process.argv.slice(2);
const here = path.dirname(fileURLToPath(import.meta.url));
const client = path.join(here, '../../dist/client');
const manifest = JSON.parse(fs.readFileSync(path.join(client, 'manifest.json'), 'utf8'));
const entry = manifest['main.ts'];
const styles = entry.css.map((file) => fs.readFileSync(path.join(client, file), 'utf8')).join('\n');

const vite = await createServer({
  configFile: false,
  root: path.join(here, '..'),
  server: { middlewareMode: true, ws: false },
  appType: 'custom',
  logLevel: 'error',
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source', 'node', 'import', 'module', 'default'] } },
});
try {
  const { Gallery } = await vite.ssrLoadModule('/ui/gallery.tsx');
  const started = performance.now();
  const html = String(await Gallery({ assets: { styles, script: entry.file } }));
  const took = Math.round(performance.now() - started);
  fs.mkdirSync(folder, { recursive: true });
  fs.cpSync(client, folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'index.html'), html);
  console.log(`${path.join(folder, 'index.html')}: ${html.length} characters in ${took} ms`);
} finally {
  await vite.close();
}
