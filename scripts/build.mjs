// npm run build: everything from scratch, as it is published.
import './node-version.mjs';
import { ensureInstalled, rebuild, runMain } from './setup.mjs';

await runMain(() => {
  ensureInstalled();
  rebuild();
  return 0;
});
