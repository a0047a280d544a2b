import { expect, it } from 'vitest';
import { markMatches } from './mark-matches.ts';

const show = (name: string, query: string) =>
  markMatches(name, query)
    .map(({ text, isMatch }) => (isMatch ? `[${text}]` : text))
    .join('');

it.each([
  ['express', 'expr', '[expr]ess'],
  ['express-session', 'session express', '[express]-[session]'],
  ['JSONStream', 'json', '[JSON]Stream'],
  ['@types/express', '@types/express', '@[types]/[express]'],
  ['express', 'zzz', 'express'],
  ['express', ' ', 'express'],
  ['İstanbul', 'stan', 'İstanbul'],
])('marks in %s what %j asks for', (name, query, shown) => {
  expect(show(name, query)).toBe(shown);
});
