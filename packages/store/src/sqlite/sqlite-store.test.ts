import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { openSqliteStore } from '../open-sqlite-store.ts';
import { openStoreWithReader } from '../open-store-with-reader.ts';
import { testStore } from '../testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'shipstats-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const newFile = () => {
  files += 1;
  return join(folder, `${files}.db`);
};

describe('a store in a file', () => {
  testStore(() => openSqliteStore({ file: newFile() }));
});

describe('a store in memory', () => {
  testStore(() => openSqliteStore({ file: ':memory:' }));
});

describe('a store that reads rows in a thread of its own', () => {
  testStore(() => openStoreWithReader({ file: newFile(), heavyRows: 0 }));
});
