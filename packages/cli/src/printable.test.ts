import { expect, test } from 'vitest';
import { printable } from './printable.ts';

test('takes out what would steer a terminal, and keeps every other character', () => {
  expect(printable('gpt-5 \u001b[2J\u0007 „ok“ 日本 🐚')).toBe('gpt-5 \uFFFD[2J\uFFFD „ok“ 日本 🐚');
  expect(printable('two\r\nlines')).toBe('two lines');
  expect(printable('txt.\u202Eexe')).toBe('txt.\uFFFDexe');
});
