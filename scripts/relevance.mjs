// npm run relevance: how often the search finds what is meant. From the sources, no build. Arguments go to
// bench/relevance.ts.
import './node-version.mjs';
import path from 'node:path';
import { becomeNode, ensureInstalled, root, runMain } from './setup.mjs';

await runMain(() => {
  ensureInstalled();
  return becomeNode(['--conditions=source', path.join(root, 'bench/relevance.ts'), ...process.argv.slice(2)]);
});
