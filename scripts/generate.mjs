// npm run generate: writes what is made from code (types of built-in metrics, references) from a fresh build.
import './node-version.mjs';
import * as fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureInstalled, nodeBinary, root, runMain, runNode } from './setup.mjs';

await runMain(async () => {
  ensureInstalled();
  ensureBuilt();
  const isOurNode = fs.realpathSync(nodeBinary()) === fs.realpathSync(process.execPath);
  if (!isOurNode) return runNode([path.join(root, 'scripts/generate.mjs')]);
  const module = pathToFileURL(path.join(root, 'packages/cli/dist/generate/generated-files.js'));
  const { generateFiles } = await import(module.href);
  for (const [name, text] of Object.entries(await generateFiles())) {
    const file = path.join(root, name);
    if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === text) continue;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    process.stdout.write(`wrote ${name}\n`);
  }
  return runNode([
    path.join(root, 'node_modules/@biomejs/biome/bin/biome'),
    'check',
    '--write',
    'packages/core/src/config/built-in-metrics.ts',
  ]);
});
