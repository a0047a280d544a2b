import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { isGoneProcess, thisProcess } from './holder.ts';

describe('isGoneProcess', () => {
  it('knows that this process lives', () => {
    expect(isGoneProcess(thisProcess())).toBe(false);
    expect(isGoneProcess(`${thisProcess()} (0a1b2c3d)`)).toBe(false);
  });

  it('knows a process of this machine that has ended', async () => {
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(child, 'exit');
    const holder = thisProcess().replace(String(process.pid), String(child.pid));
    expect(isGoneProcess(holder)).toBe(true);
  });

  it('takes for alive what it cannot know', () => {
    expect(isGoneProcess('pid 999999999 on another-machine')).toBe(false);
    expect(isGoneProcess('a test (0a1b2c3d)')).toBe(false);
    expect(isGoneProcess('')).toBe(false);
  });
});
