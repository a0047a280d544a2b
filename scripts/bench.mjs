// npm run bench: the measured targets, of the built packages. Arguments go to bench/run.ts.
import './node-version.mjs';
import path from 'node:path';
import { becomeNode, ensureBuilt, ensureInstalled, root, runMain } from './setup.mjs';

await runMain(() => {
  ensureInstalled();
  ensureBuilt();
  return becomeNode([path.join(root, 'bench/run.ts'), ...process.argv.slice(2)]);
});
