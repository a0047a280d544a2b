// Bundles each package into few files, run by the build on the project's own Node.
// One module a file costs the most at start: of the time to the first answer, loading 400 files was half.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { at } from './report.mjs';

/** Files that others start or load by their path, beside what a package exports. */
const FURTHER_ENTRIES = {
  store: ['read-worker'],
  registry: ['readme-worker', 'packument-worker', 'search-worker', 'index-build-worker', 'starter-process'],
  cli: ['main', 'sync-process', 'generate/generated-files'],
};
/** Loaded by the server alone and in many small files: these go into its bundle. */
const INLINED = { server: /^(hono|@hono\/node-server|d3-\w+|internmap|zod-openapi)(\/|$)/ };

const isOwn = (id) => id.startsWith('.') || path.isAbsolute(id) || id.startsWith('\0');

for (const name of readdirSync(at('packages'))) {
  const folder = at('packages', name);
  const { exports } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const sources = [
    ...Object.values(exports).map((target) => path.posix.relative('./src', target.source)),
    ...(FURTHER_ENTRIES[name] ?? []).map((file) => `${file}.ts`),
  ];
  await build({
    configFile: false,
    root: folder,
    logLevel: 'warn',
    ssr: { noExternal: INLINED[name] ?? [], target: 'node' },
    build: {
      ssr: true,
      target: 'node22',
      emptyOutDir: false, // the types are there, and the client
      minify: false,
      rolldownOptions: {
        external: (id) => !isOwn(id) && !INLINED[name]?.test(id),
        input: Object.fromEntries(
          sources.map((file) => [file.replace(/\.tsx?$/, ''), path.join(folder, 'src', file)]),
        ),
        // Code that finds files beside itself must stay at the top of the folder, so chunks do too.
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunk-[name].js' },
      },
    },
  });
}
