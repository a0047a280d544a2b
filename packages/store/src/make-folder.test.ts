import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

function emptyFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'shipstats-folder-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('makeFolder', () => {
  test('makes all levels that are missing, each with the mode', () => {
    const top = emptyFolder();
    expect(makeFolder(path.join(top, 'a', 'b', 'c'), { mode: 0o700 })).toBe(true);
    for (const level of ['a', 'a/b', 'a/b/c'])
      expect(statSync(path.join(top, level)).mode & 0o777).toBe(0o700);
  });

  test('leaves a folder that is there alone', () => {
    const top = emptyFolder();
    expect(makeFolder(path.join(top, 'a'))).toBe(true);
    expect(makeFolder(path.join(top, 'a'))).toBe(false);
    expect(makeFolder('/')).toBe(false);
  });

  test('fails where a file, or a link to nowhere, is in the way', () => {
    const top = emptyFolder();
    const file = path.join(top, 'file');
    writeFileSync(file, '');
    symlinkSync(path.join(top, 'nowhere'), path.join(top, 'link'));
    expect(() => makeFolder(file)).toThrow(/EEXIST/);
    expect(() => makeFolder(path.join(file, 'a', 'b'))).toThrow(/ENOTDIR/);
    expect(() => makeFolder(path.join(top, 'link'))).toThrow(/EEXIST/);
    expect(existsSync(path.join(top, 'nowhere'))).toBe(false);
  });

  test.runIf(process.platform === 'linux')('fails, and does not try for ever, where no folder can be', () => {
    expect(() => makeFolder('/proc/shipstats-nowhere/data')).toThrow(/ENOENT/);
  });
});
