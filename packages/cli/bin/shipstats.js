#!/usr/bin/env node
// The `shipstats` command. Kept to syntax that Node 12.20 can read, with all imports of our own below the version
// check, so that an old Node gives this message and not a syntax error or a crash in a native module.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const argv = process.argv.slice(2);
const [major, minor] = process.versions.node.split('.').map(Number);
const isNewEnough = major > 22 || (major === 22 && minor >= 19);

// Only in a clone of the repository; a project that has installed us may have scripts of the same name.
const setupUrl = new URL('../../../scripts/setup.mjs', import.meta.url);
const isClone = import.meta.url.endsWith('/packages/cli/bin/shipstats.js') && existsSync(setupUrl);

function refuse() {
  console.error(
    `Shipstats needs Node 22.19 or newer; this is Node ${process.versions.node}.\n` +
      'Install a current one from https://nodejs.org (or with nvm, fnm or volta) and try again.',
  );
  return 1;
}

async function run() {
  if (!isNewEnough) return refuse();
  const { main } = await import('../dist/main.js');
  return main(argv);
}

/** In a clone the sources may be newer than the build, and the machine's Node older than the project's own. */
async function runFromClone() {
  if (major < 20) return refuse(); // the set-up's own limit
  const { becomeNode, endWithNpm, ensureBuilt, SetupError } = await import(setupUrl.href);
  try {
    ensureBuilt();
    if (!isNewEnough) return await becomeNode([fileURLToPath(import.meta.url), ...argv]);
    endWithNpm();
    return await run();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    return 1;
  }
}

(isClone ? runFromClone() : run()).then((exitCode) => {
  process.exitCode = exitCode;
});
