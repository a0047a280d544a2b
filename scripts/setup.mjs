// What a fresh clone needs before anything can run: dependencies, a build, and for the tests a browser.
// Every step looks first, and does nothing when nothing is to do.
export { browserHelp, ensureBrowser } from './setup/browser.mjs';
export { ensureBuilt, isBuilt, rebuild } from './setup/build.mjs';
export { ensureInstalled, isInstalled } from './setup/install.mjs';
export { becomeNode, endWithNpm, nodeBinary, runNode } from './setup/node.mjs';
export { root, runMain, SetupError } from './setup/report.mjs';
