import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { hasNode, withPath } from './node.mjs';
import { at, root, SetupError, say } from './report.mjs';

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/**
 * True when node_modules holds what package-lock.json asks for. npm itself writes what it has installed to
 * node_modules/.package-lock.json, as its last act; so this also knows an install made by hand, and takes an
 * interrupted one for what it is.
 */
export function isInstalled() {
  const installedLock = at('node_modules', '.package-lock.json');
  if (!existsSync(installedLock) || !hasNode()) return false;
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

/** Runs npm on the machine's own node: the one in node_modules/.bin may be about to be deleted. */
function npm(...args) {
  return spawnSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    env: withPath((folders) => folders),
    shell: process.platform === 'win32', // npm is a .cmd file there
    stdio: ['ignore', 2, 2],
  });
}

/** Installs the dependencies with `npm ci` when they are missing or not those of package-lock.json. */
export function ensureInstalled() {
  if (isInstalled()) return;
  say('Installing the dependencies (npm ci), once: about half a minute …');
  // Of all install scripts only that of `node` is needed. An npm that runs them unasked (10 and older) would also
  // compile better-sqlite3, which comes compiled, and fail on a machine without compilers.
  const installed = npm('ci', '--include=dev', '--ignore-scripts');
  const result = installed.status === 0 ? npm('rebuild', 'node', '--ignore-scripts=false') : installed;
  if (result.status === 0) return;
  throw new SetupError(
    `The dependencies could not be installed${result.error ? `: ${result.error.message}` : '; npm says why above.'}\n` +
      'Most often the npm registry cannot be reached, or a package.json was edited without `npm install` after it.\n' +
      `Mend that and try again, or run \`npm ci\` yourself in ${root}`,
  );
}
