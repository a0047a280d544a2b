// npm run lighthouse: scores of the main pages, in a real browser. Arguments go to e2e/lighthouse.ts.
import './node-version.mjs';
import path from 'node:path';
import {
  becomeNode,
  browserHelp,
  ensureBrowser,
  ensureBuilt,
  ensureInstalled,
  root,
  runMain,
  SetupError,
} from './setup.mjs';

await runMain(() => {
  ensureInstalled();
  ensureBuilt();
  if (!ensureBrowser()) throw new SetupError(browserHelp);
  return becomeNode(['--conditions=source', path.join(root, 'e2e/lighthouse.ts'), ...process.argv.slice(2)]);
});
