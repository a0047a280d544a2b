// npm start: sets up what is missing, then serves your config, or the demonstration when there is none.
import './node-version.mjs';
import path from 'node:path';
import { becomeNode, ensureBuilt, ensureInstalled, root, runMain } from './setup.mjs';

await runMain(() => {
  ensureInstalled();
  ensureBuilt();
  return becomeNode([path.join(root, 'packages/cli/bin/shipstats.js'), 'serve', ...process.argv.slice(2)]);
});
