import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { withPath } from './node.mjs';
import { at, root, SetupError, say } from './report.mjs';

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/**
 * True when node_modules holds what package-lock.json asks for. npm itself writes what it has installed to
 * node_modules/.package-lock.json, as its last act; so this also knows an install made by hand, and takes an
 * interrupted one for what it is.
 */
export function isInstalled() {
  const installedLock = at('node_modules', '.package-lock.json');
  if (!existsSync(installedLock)) return false;
  const installed = readJson(installedLock).packages;
  for (const [place, wanted] of Object.entries(readJson(at('package-lock.json')).packages)) {
    if (place.startsWith('node_modules/') || place.includes('/node_modules/')) {
      const found = installed[place];
      // Optional packages for other systems are in the lock file only.
      if (!found ? !(wanted.optional || wanted.devOptional) : found.version !== wanted.version) return false;
    } else if (dependenciesOf(readJson(at(place, 'package.json'))) !== dependenciesOf(wanted)) {
      return false;
    }
  }
  return true;
}

const dependenciesOf = ({ dependencies, devDependencies, optionalDependencies, peerDependencies, bin }) =>
  JSON.stringify([dependencies, devDependencies, optionalDependencies, peerDependencies, bin].map(sorted));

const sorted = (record = {}) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));

/** Installs the dependencies with `npm ci` when they are missing or not those of package-lock.json. */
export function ensureInstalled() {
  if (isInstalled()) return;
  say('Installing the dependencies (npm ci), once: about half a minute …');
  const result = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    // npm must not run on the node in node_modules/.bin, which it is about to delete.
    env: withPath((folders) => folders),
    shell: process.platform === 'win32', // npm is a .cmd file there
    stdio: ['ignore', 2, 2],
  });
  if (result.status === 0) return;
  throw new SetupError(
    `The dependencies could not be installed${result.error ? `: ${result.error.message}` : '; npm says why above.'}\n` +
      'Most often the npm registry cannot be reached, or a package.json was edited without `npm install` after it.\n' +
      `Mend that and try again, or run \`npm ci\` yourself in ${root}`,
  );
}
