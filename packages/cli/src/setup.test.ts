import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { makeFolder } from './testing/run-cli.ts';

const setupFolder = path.resolve(import.meta.dirname, '../../../scripts/setup');

/** What `npm start` and `npx shipstats` would find in a clone with these lock files. */
async function isInstalled(
  wanted: object,
  installed: object | undefined,
  packageJson: object,
): Promise<boolean> {
  const clone = makeFolder({ 'package.json': packageJson, 'package-lock.json': { packages: wanted } });
  cpSync(setupFolder, path.join(clone, 'scripts', 'setup'), { recursive: true });
  mkdirSync(path.join(clone, 'node_modules'));
  const lock = path.join(clone, 'node_modules', '.package-lock.json');
  if (installed !== undefined) writeFileSync(lock, JSON.stringify({ packages: installed }));
  const module = await import(
    /* @vite-ignore */ pathToFileURL(path.join(clone, 'scripts', 'setup', 'install.mjs')).href
  );
  return module.isInstalled();
}

const manifest = { dependencies: { zod: '4.6.7' }, bin: {} };
const zod = { version: '4.6.7' };
const wanted = {
  '': manifest,
  'node_modules/zod': zod,
  'node_modules/@other/system': { version: '1.0.0', optional: true },
};

test.each([
  ['as the lock file asks, but for what is optional', { 'node_modules/zod': zod }, manifest, true],
  ['never', undefined, manifest, false],
  ['without one of the packages', {}, manifest, false],
  ['in another version', { 'node_modules/zod': { version: '4.6.6' } }, manifest, false],
  ['before package.json was edited', { 'node_modules/zod': zod }, { dependencies: { zod: '5.0.0' } }, false],
])('knows dependencies that were installed %s', async (_, installed, ownManifest, expected) => {
  expect(await isInstalled(wanted, installed, ownManifest)).toBe(expected);
});
