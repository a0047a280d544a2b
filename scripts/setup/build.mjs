import * as fs from 'node:fs';
import path from 'node:path';
import { ensureInstalled } from './install.mjs';
import { whileLocked } from './lock.mjs';
import { runNode } from './node.mjs';
import { at, root, SetupError, say } from './report.mjs';

const buildStamp = at('.cache', 'build-stamp');
const buildLock = at('.cache', 'build-lock');
const viteConfig = at('packages', 'server', 'vite.config.ts');

/** Compiles all packages and the client bundle, when a source has changed since the last time. */
export function ensureBuilt() {
  if (isBuilt()) return;
  ensureInstalled();
  whileLocked(buildLock, () => {
    if (!isBuilt()) build();
  });
}

/** True when the last build was made from exactly the sources as they are now. */
export function isBuilt() {
  if (!fs.existsSync(buildStamp) || fs.readFileSync(buildStamp, 'utf8') !== sourceFingerprint()) return false;
  return packages().every((name) => fs.existsSync(at('packages', name, 'dist', 'index.js')));
}

/** Builds everything from scratch, so that nothing of a deleted source is left. */
export function rebuild() {
  whileLocked(buildLock, () => {
    fs.rmSync(buildStamp, { force: true });
    for (const name of packages()) fs.rmSync(at('packages', name, 'dist'), { recursive: true, force: true });
    build();
  });
}

function build() {
  say('Building …');
  const fingerprint = sourceFingerprint(); // before: an edit during the build makes it stale again
  const steps = [
    [at('node_modules/typescript/bin/tsc'), '-b', at('tsconfig.build.json')], // checks, and writes the .d.ts files
    [at('scripts/setup/bundle.mjs')],
    [at('node_modules/vite/bin/vite.js'), 'build', '--config', viteConfig, '--logLevel', 'warn'],
  ];
  for (const step of steps) {
    if (runNode(step, { stdout: 2 }) !== 0) throw new SetupError('The build failed: see above.');
  }
  fs.writeFileSync(buildStamp, fingerprint);
}

const packages = () =>
  fs.readdirSync(at('packages')).filter((name) => fs.existsSync(at('packages', name, 'tsconfig.json')));

/** Tests are no part of a build: an edit of one, even a wrong one, stops and delays nobody. */
const isTest = (name) => /\.test(-d)?\.tsx?$/.test(name);

/** Path, size and time of everything that a build reads. Times alone would miss deletions and older branches. */
function sourceFingerprint() {
  const lines = [];
  const add = (file) => {
    const { size, mtimeMs } = fs.statSync(file);
    lines.push(`${path.relative(root, file)} ${size} ${mtimeMs}`);
  };
  const addFolder = (folder) => {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) addFolder(file);
      else if (!isTest(entry.name)) add(file);
    }
  };
  for (const file of ['tsconfig.build.json', 'tsconfig.base.json', 'package-lock.json']) add(at(file));
  add(at('scripts/setup/bundle.mjs'));
  for (const name of packages()) {
    const folder = at('packages', name);
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      if (entry.isFile()) add(path.join(folder, entry.name));
    }
    if (fs.existsSync(path.join(folder, 'src'))) addFolder(path.join(folder, 'src'));
  }
  return lines.sort().join('\n');
}
