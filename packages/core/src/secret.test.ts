import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { secret } from './secret.ts';

it('shows only its name, however it is printed', () => {
  const key = secret('OPENAI_ADMIN_API_KEY');
  const shown = '[secret OPENAI_ADMIN_API_KEY]';
  expect([String(key), `${key}`, JSON.parse(JSON.stringify({ key })).key, inspect(key)]).toEqual([
    shown,
    shown,
    shown,
    shown,
  ]);
});
