import { rmSync } from 'node:fs';

/** Removes a database that nobody has open, with what SQLite keeps beside it (https://sqlite.org/tempfiles.html). */
export function removeDatabase(file: string): void {
  for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${ending}`, { force: true });
}
