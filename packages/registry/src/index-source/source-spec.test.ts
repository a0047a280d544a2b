import { expect, it } from 'vitest';
import { parseSourceSpec } from './source-spec.ts';

it.each([
  ['counts.json', { kind: 'file', path: 'counts.json' }],
  ['/data/npm.tsv.gz', { kind: 'file', path: '/data/npm.tsv.gz' }],
  ['npm:counts', { kind: 'package', name: 'counts', version: null, path: null }],
  ['npm:counts@2.0.0', { kind: 'package', name: 'counts', version: '2.0.0', path: null }],
  ['npm:counts/data/all.json', { kind: 'package', name: 'counts', version: null, path: 'data/all.json' }],
  ['npm:@a/b@next/c.tsv', { kind: 'package', name: '@a/b', version: 'next', path: 'c.tsv' }],
])('reads %j', (text, spec) => {
  expect(parseSourceSpec(text)).toEqual(spec);
});

it.each(['', 'npm:', 'npm:../x', 'npm:@a', 'https://example.com/counts.json'])('refuses %j', (text) => {
  expect(parseSourceSpec(text)).toMatchObject({ kind: 'invalid' });
});
