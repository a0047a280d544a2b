import * as fs from 'node:fs';
import path from 'node:path';

/** Lets one process at a time do `act`, held apart by a lock file; the others wait. */
export function whileLocked(file, act) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  while (!tryLock(file)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  try {
    act();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

function tryLock(file) {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (isAbandoned(file)) fs.rmSync(file, { force: true });
    return false;
  }
}

function isAbandoned(file) {
  try {
    if (Date.now() - fs.statSync(file).mtimeMs > 120_000) return true; // nothing here takes two minutes
    const holder = Number(fs.readFileSync(file, 'utf8'));
    if (holder > 0) process.kill(holder, 0); // only asks whether the process lives
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
