import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generateFiles } from './generated-files.ts';

const files = await generateFiles();

test.each(Object.keys(files))('%s is what the code says; after a change run `npm run generate`', (file) => {
  const stored = readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8');
  expect(comparable(file, stored)).toEqual(comparable(file, files[file] ?? ''));
});

/** Lines; of TypeScript without those that the formatter breaks, which puts a bar before the first of several. */
function comparable(file: string, text: string): readonly string[] {
  if (!file.endsWith('.ts')) return text.split('\n');
  return text.replaceAll(/\s+/g, ' ').replaceAll(': | ', ': ').split('; ');
}
