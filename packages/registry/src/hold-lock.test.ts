import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { holdLock } from './hold-lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('is held once, and again when it was released', () => {
  const file = path.join(folder, 'deep', 'a.lock');
  const first = holdLock(file);
  expect(first).not.toBeNull();
  expect(holdLock(file)).toBeNull();
  first?.release();
  const again = holdLock(file);
  expect(again).not.toBeNull();
  again?.release();
});

it('ends with a process that is killed', async () => {
  const file = path.join(folder, 'a.lock');
  const script = path.join(folder, 'child.mts');
  const module = pathToFileURL(path.join(import.meta.dirname, 'hold-lock.ts')).href;
  writeFileSync(
    script,
    `import { holdLock } from ${JSON.stringify(module)};
     const held = holdLock(${JSON.stringify(file)});
     process.send(held !== null);
     setInterval(() => held, 1_000);`,
  );
  const child = fork(script, { execArgv: ['--conditions=source'] });
  expect(await once(child, 'message')).toEqual([true, undefined]);
  expect(holdLock(file)).toBeNull();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const held = holdLock(file);
  expect(held).not.toBeNull();
  held?.release();
});
