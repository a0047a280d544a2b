import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';

/** Removes a database that nobody has open, with what SQLite keeps beside it (https://sqlite.org/tempfiles.html). */
export function removeDatabase(file: string): void {
  for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${ending}`, { force: true });
}

/** Waits until a file is on the disk: a power cut after it was put into use must not find one that was never written. */
export function flushFile(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
