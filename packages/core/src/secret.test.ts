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

it.each(['sk-admin-abc123', 'sk admin', '1KEY', '', 'KEY\n'])(
  'forgets %j, which no variable is called',
  (text) => {
    const key = secret(text);
    expect(key.isValid).toBe(false);
    expect([String(key), JSON.stringify({ key }), inspect(key), inspect({ ...key })].join()).not.toContain(
      text || "''",
    );
  },
);

it.each(['KEY', '_key', 'OPENAI_ADMIN_API_KEY_2'])('takes %s as a name', (name) => {
  expect(secret(name)).toMatchObject({ name, isValid: true });
});
