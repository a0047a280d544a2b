import { describe, expect, test } from 'vitest';
import { makeFolder, runCli, spawnCli } from './testing/run-cli.ts';

/** Without `sk-`, no command would know it for a key and hide it. */
const KEYS = ['sk-admin-0123456789abcdef', 'org-key/0123456789abcdef'];

describe('a key that was pasted in the place of a secret’s name', () => {
  test.each(KEYS)('is refused and never shown: %s', async (key) => {
    const json = (secret: unknown) => ({
      connectors: [{ name: 'openai', connectorId: 'openai', config: { adminApiKey: secret } }],
    });
    for (const secret of [{ secret: key }, { $secret: key }]) {
      const cwd = makeFolder({ 'shipstats.config.json': json(secret) });
      for (const argv of [['metrics'], ['check'], ['sync'], ['query', 'openai_cost_usd']]) {
        const { code, stdout, stderr } = await runCli(argv, { cwd });
        expect(code).toBe(1);
        expect(stdout + stderr).toContain(
          'connectors[0].config.adminApiKey: secret() takes the name of an environment variable, not the key itself.',
        );
        expect(stdout + stderr).not.toContain(key);
      }
    }
  });

  test('is refused in a module too, beside what else is wrong', async () => {
    const [key = ''] = KEYS;
    const cwd = makeFolder({
      'shipstats.config.mjs': `
        import { defineConfig, secret } from '@shipstats/core';
        const config = { adminApiKey: secret('${key}') };
        export default defineConfig({ connectors: [{ name: 'openai', connectorId: 'openai', config }], timeZone: 'x' });
      `,
    });
    const { code, stdout, stderr } = await spawnCli(['check'], { cwd });
    expect(code).toBe(1);
    expect(stdout + stderr).toContain('timeZone: "x" is not a time zone');
    expect(stdout + stderr).toContain('not the key itself');
    expect(stdout + stderr).not.toContain(key);
  });
});
