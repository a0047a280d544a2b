import { writeFile } from 'node:fs/promises';
import { readStarterIndex } from '@shipstats/registry/relevance';
import { makeNames } from './made-up-names.ts';

/** So many packages of npm have more than a handful of downloads. */
const PACKAGES = 227_000;

/** A table as `readCorpus` reads it: the list that ships and, behind it, made-up names. */
export async function writeCorpus(file: string): Promise<void> {
  const { names, downloads } = readStarterIndex();
  const lines = ['name\tversion\tdownloads\tdescription'];
  for (const [place, name] of names.entries()) lines.push(`${name}\t\t${downloads[place]}\t`);
  for (const made of makeNames(PACKAGES - names.length, 23))
    lines.push(`${made.name}\t\t${made.downloads}\t`);
  await writeFile(file, `${lines.join('\n')}\n`);
}
