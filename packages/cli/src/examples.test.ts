import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createDemoConfig } from './demo/demo-config.ts';
import { builtInDefinitions } from './load-config.ts';
import { makeFolder, spawnCli } from './testing/run-cli.ts';

const repository = new URL('../../../', import.meta.url);
const at = (file: string) => fileURLToPath(new URL(file, repository));

test('the examples and what init writes have the right types, @rawdash/core included', () => {
  const tsc = spawnSync(process.execPath, [at('node_modules/typescript/bin/tsc'), '-p', at('examples')], {
    encoding: 'utf8',
  });
  expect(tsc.stdout).toBe('');
  expect(tsc.status).toBe(0);
});

test.each(['openai.config.ts', 'openai.config.json', 'team.config.ts', 'npm.config.ts'])(
  '%s loads',
  async (name) => {
    const outcome = await spawnCli(['metrics', '--config', at(`examples/${name}`)], { cwd: makeFolder() });
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
  },
);

test('examples/init.config.ts is what init writes', async () => {
  const cwd = makeFolder();
  await spawnCli(['init'], { cwd });
  const written = readFileSync(`${cwd}/shipstats.config.ts`, 'utf8');
  expect(readFileSync(at('examples/init.config.ts'), 'utf8')).toBe(written);
});

test('the demonstration shows a dashboard of every kind of number', () => {
  const [dashboard] = createDemoConfig(builtInDefinitions).dashboards;
  const kinds = new Set(dashboard?.widgets.map((widget) => widget.kind));
  expect([...kinds].sort()).toEqual(['breakdown', 'stat', 'status', 'timeseries']);
});
