// npm run bench: the measured targets. Arguments go to bench/run.ts.
import './node-version.mjs';
import path from 'node:path';
import { becomeNode, ensureBuilt, ensureInstalled, root, runMain } from './setup.mjs';

await runMain(() => {
  ensureInstalled();
  ensureBuilt();
  return becomeNode(['--conditions=source', path.join(root, 'bench/run.ts'), ...process.argv.slice(2)]);
});
