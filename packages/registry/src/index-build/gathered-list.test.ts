import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openGatheredList } from './gathered-list.ts';

const WHOLE = { rows: 0, badRows: 0, bad: [], isWhole: true };

function listOf(names: readonly string[]) {
  const list = openGatheredList(
    path.join(mkdtempSync(path.join(tmpdir(), 'gathered-')), 'list.sqlite'),
    'a test',
  );
  list.add(
    0,
    names.map((name, place) => ({ name, downloads: names.length - place })),
    WHOLE,
  );
  return list;
}

test('a sample has the most downloaded and others from all over the list', () => {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  // The most downloaded first, so that the tail is of the last letters and of scopes.
  const names = ['', '@'].flatMap((sign) =>
    letters.flatMap((one) =>
      letters.flatMap((two) => [1, 2, 3, 4].map((each) => `${sign}${one}${two}/${each}`)),
    ),
  );
  const list = listOf(names);
  const sample = list.sample(40);
  list.close();
  expect(sample[0]).toBe(names[0]);
  expect(new Set(sample).size).toBe(sample.length);
  expect(sample).toHaveLength(40);
  const places = sample.map((name) => names.indexOf(name));
  expect(places).not.toContain(-1);
  for (const tenth of [0, 1, 2, 3, 4, 5, 6, 7, 8]) {
    const from = (tenth * names.length) / 10;
    expect(places.some((place) => place >= from && place < from + names.length / 10)).toBe(true);
  }
});

test('a sample of a short list is of what there is', () => {
  const list = listOf(['tidewire', 'millrace']);
  expect([...list.sample(40)].sort()).toEqual(['millrace', 'tidewire']);
  list.close();
});
