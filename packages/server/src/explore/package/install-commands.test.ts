import { expect, it } from 'vitest';
import { quoteForShell } from './install-commands.tsx';

it.each([
  ['react', 'react'],
  ['@babel/core@7.0.0+build', '@babel/core@7.0.0+build'],
  ["o'hara(1)", "'o'\\''hara(1)'"],
  ['a~b', "'a~b'"],
])('writes %s so that a shell takes it as it is', (name, written) => {
  expect(quoteForShell(name)).toBe(written);
});
