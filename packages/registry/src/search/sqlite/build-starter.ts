import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { PackageCounts } from '../starter-index.ts';
import { createIndexWriter } from './create-index-writer.ts';

/** Makes the index of the list that ships, once: it takes about a second. Whoever else makes it makes the same. */
export function buildStarter(file: string, read: () => PackageCounts): void {
  if (existsSync(file)) return;
  const { names, downloads, builtOn } = read();
  mkdirSync(path.dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}.part`;
  rmSync(unfinished, { force: true });
  const writer = createIndexWriter(unfinished);
  try {
    for (const [place, name] of names.entries()) writer.add({ name, downloads: downloads[place] ?? null });
    writer.finish({ builtOn, source: '' });
  } finally {
    writer.close();
  }
  renameSync(unfinished, file);
}
