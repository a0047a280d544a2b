// Makes packages/registry/data/starter-index.br from a list of names and monthly downloads:
//
//   node scripts/make-starter-index.ts <names-and-downloads.tsv> <YYYY-MM-DD>
//
// The list has one package a line, name TAB downloads of 30 days; the date is the day that it was made.
import { readFileSync, writeFileSync } from 'node:fs';
import { packStarterIndex } from '../packages/registry/src/search/starter-index.ts';

const [source, builtOn] = process.argv.slice(2);
if (source === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(builtOn ?? '')) {
  console.error('Usage: make-starter-index.ts <names-and-downloads.tsv> <YYYY-MM-DD>');
  process.exit(2);
}

const counts = new Map<string, number>();
for (const [at, line] of readFileSync(source, 'utf8').split('\n').entries()) {
  if (line === '') continue;
  const [name, downloads] = line.split('\t');
  const isCount = /^\d+$/.test(downloads ?? '') && Number.isSafeInteger(Number(downloads));
  if (!name || !isCount || counts.has(name)) {
    console.error(
      `${source}:${at + 1}: expected a new name, a tab and a whole number: ${JSON.stringify(line)}`,
    );
    process.exit(1);
  }
  counts.set(name, Number(downloads));
}

const rows = [...counts].sort((one, other) => other[1] - one[1]);
const target = new URL('../packages/registry/data/starter-index.br', import.meta.url);
const file = packStarterIndex({
  builtOn: builtOn as string, // matched above
  names: rows.map(([name]) => name),
  downloads: Float64Array.from(rows, ([, downloads]) => downloads),
});
writeFileSync(target, file);
console.log(`${rows.length} packages of ${builtOn}, ${file.length} bytes: ${target.pathname}`);
