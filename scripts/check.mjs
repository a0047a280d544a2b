// npm run check: everything that must hold before a release, from a clean build on.
import './node-version.mjs';
import path from 'node:path';
import { ensureInstalled, root, runMain, runNode } from './setup.mjs';

await runMain(() => {
  ensureInstalled();
  const failed = ['build', 'test', 'lighthouse'].filter((name) => {
    process.stdout.write(`\n== ${name}\n`);
    return runNode([path.join(root, 'scripts', `${name}.mjs`)]) !== 0;
  });
  process.stdout.write(
    failed.length > 0 ? `\nNot ready: ${failed.join(', ')} failed.\n` : '\nReady for a release.\n',
  );
  return failed.length > 0 ? 1 : 0;
});
