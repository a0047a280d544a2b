import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeFolder, openaiConfig, runCli, spawnCli } from './testing/run-cli.ts';

const check = (cwd: string, ...argv: string[]) => runCli(['metrics', ...argv], { cwd });
/** Modules are loaded by Node itself, so these run in a process of their own. */
const checkModule = (cwd: string) => spawnCli(['metrics'], { cwd });

describe('the configuration file', () => {
  test('is found in the working folder by its usual names', async () => {
    const cwd = makeFolder({ 'shipstats.config.json': openaiConfig });
    expect(await check(cwd)).toMatchObject({ code: 0, stderr: '' });
  });

  test('may be named by --config before and after the command, and by SHIPSTATS_CONFIG', async () => {
    const cwd = makeFolder({ 'mine.json': openaiConfig });
    expect((await check(cwd, '--config', 'mine.json')).code).toBe(0);
    expect((await runCli(['--config', 'mine.json', 'metrics'], { cwd })).code).toBe(0);
    expect((await runCli(['metrics'], { cwd, env: { SHIPSTATS_CONFIG: 'mine.json' } })).code).toBe(0);
  });

  test('that is missing is told with the folder, the names and the way out', async () => {
    const cwd = makeFolder();
    const { code, stderr } = await check(cwd);
    expect(code).toBe(1);
    expect(stderr).toContain(`there is no configuration in ${cwd}`);
    expect(stderr).toContain('shipstats init');
  });

  test('that was named and is not there is told by its whole path', async () => {
    const cwd = makeFolder();
    const { code, stderr } = await check(cwd, '--config', 'nowhere.ts');
    expect(code).toBe(1);
    expect(stderr).toContain(path.join(cwd, 'nowhere.ts'));
  });

  test('that is a folder is told as one', async () => {
    const cwd = makeFolder();
    mkdirSync(path.join(cwd, 'team'));
    const { code, stderr } = await check(cwd, '--config', 'team');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error --config: .*team is a folder, not a file\. Name the configuration in it/);
    expect((await runCli(['metrics'], { cwd, env: { SHIPSTATS_CONFIG: 'team' } })).stderr).toContain(
      'SHIPSTATS_CONFIG: ',
    );
  });

  test('with several mistakes has all of them told at once', async () => {
    const cwd = makeFolder({
      'shipstats.config.json': {
        connectors: [
          { name: 'openai', connectorId: 'openia', config: {} },
          {
            name: 'second',
            connectorId: 'openai',
            config: { adminApiKey: { secret: 'KEY' }, lookBackDays: 3 },
          },
        ],
        timeZone: 'Mars/Base',
      },
    });
    const { code, stderr } = await check(cwd);
    expect(code).toBe(1);
    expect(stderr).toContain('shipstats.config.json: 3 problems');
    expect(stderr).toContain(
      'connectors[0].connectorId: there is no connector "openia". Did you mean "openai"?',
    );
    expect(stderr).toContain(
      'connectors[1].config.lookBackDays: is not known here. Did you mean "lookbackDays"?',
    );
    expect(stderr).toContain('timeZone: "Mars/Base" is not a time zone.');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('that is broken JSON is told without a stack', async () => {
    const cwd = makeFolder({ 'shipstats.config.json': '{\n  "connectors": [,]\n}' });
    const { code, stderr } = await check(cwd);
    expect(code).toBe(1);
    expect(stderr).toContain('not JSON');
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe('a configuration that is a module', () => {
  const typescript = `
    import { defineConfig, secret, type ConfigSpec } from '@rawdash/core';
    import { name } from './name.ts';
    const connectors: ConfigSpec['connectors'] = [
      { name, connectorId: 'openai', config: { adminApiKey: secret('OPENAI_ADMIN_API_KEY') } },
    ];
    export default defineConfig({ connectors });
  `;

  test('works in TypeScript far from any node_modules, in a CommonJS folder, with a neighbour', async () => {
    const cwd = makeFolder({
      'package.json': { type: 'commonjs' },
      'shipstats.config.ts': typescript,
      'name.ts': "export const name: string = 'openai';\n",
    });
    const { code, stdout, stderr } = await checkModule(cwd);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('openai_cost_usd');
  });

  test('may bring its own kinds of source in connectorTypes', async () => {
    const cwd = makeFolder({
      'shipstats.config.mjs': `
        import { defineConnectorType } from '@shipstats/core';
        const shop = defineConnectorType({
          id: 'shop', title: 'Shop', docs: '',
          options: { safeParse: (data) => ({ success: true, data }) },
          resources: [{
            name: 'orders', title: 'Orders', endpoint: 'GET /orders', kind: 'flow', granularity: 'day',
            dimensions: [{ name: 'country', description: '' }],
            measures: [{ name: 'orders', unit: { kind: 'count', noun: 'orders' }, type: 'integer', description: '' }],
            metrics: [{ name: 'shop_orders', title: 'Orders', description: 'Orders.', measure: 'orders', fields: [] }],
            windowBuckets: 30, provisionalBuckets: 0,
          }],
          create: () => ({}),
        });
        export const connectorTypes = [shop];
        export default { connectors: [{ name: 'shop', connectorId: 'shop' }] };
      `,
    });
    const { code, stdout, stderr } = await checkModule(cwd);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('shop_orders');
  });

  test.each([
    [
      'a syntax error',
      'shipstats.config.ts',
      'const a: number = 1;\nexport default { a,, };\n',
      /shipstats\.config\.ts:2: syntax error/,
    ],
    [
      'a syntax error in JavaScript',
      'shipstats.config.mjs',
      'const a = 1;\nexport default { a,, };\n',
      /shipstats\.config\.mjs:2: syntax error/,
    ],
    [
      'an enum',
      'shipstats.config.ts',
      'enum A { X }\nexport default A;\n',
      /shipstats\.config\.ts:1: TypeScript enum is not supported.*Node only strips types/s,
    ],
    [
      'no default export',
      'shipstats.config.ts',
      'export const config = {};\n',
      /has no default export\. Write "export default defineConfig/,
    ],
    [
      'an unknown package',
      'shipstats.config.ts',
      "import 'no-such-package';\nexport default {};\n",
      /cannot find package 'no-such-package'/,
    ],
    [
      'CommonJS exports',
      'shipstats.config.js',
      'module.exports = {};\n',
      /shipstats\.config\.js:1: module is not defined\. Write "export default …" and "import …"; config/,
    ],
    [
      'a CommonJS import',
      'shipstats.config.js',
      "\nconst fs = require('node:fs');\nexport default {};\n",
      /shipstats\.config\.js:2: require is not defined\. Write "export default …"/,
    ],
    [
      'an unknown name',
      'shipstats.config.ts',
      '\nexport default nothing;\n',
      /shipstats\.config\.ts:2: ReferenceError: nothing is not defined/,
    ],
  ])('with %s is told with its place and without a stack', async (_, name, text, message) => {
    const cwd = makeFolder({ [name]: text });
    const { code, stderr } = await checkModule(cwd);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe('.env', () => {
  test('beside the configuration and in the working folder adds what the environment lacks', async () => {
    const cwd = makeFolder({ '.env': 'SHIPSTATS_NOW=not a moment\n' });
    mkdirSync(path.join(cwd, 'config'));
    writeFileSync(path.join(cwd, 'config', 'c.json'), JSON.stringify(openaiConfig));
    const named = ['metrics', '--config', 'config/c.json'];
    expect((await runCli(named, { cwd })).stderr).toContain('SHIPSTATS_NOW: "not a moment"');
    writeFileSync(path.join(cwd, 'config', '.env'), 'SHIPSTATS_NOW=2026-01-01T00:00:00Z\n');
    expect((await runCli(named, { cwd })).code).toBe(0);
    const env = { SHIPSTATS_NOW: 'wrong' };
    expect((await runCli(named, { cwd, env })).stderr).toContain('SHIPSTATS_NOW: "wrong"');
  });
});
