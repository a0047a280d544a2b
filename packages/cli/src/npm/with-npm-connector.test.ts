import { normalizeConfig } from '@shipstats/core';
import { expect, test } from 'vitest';
import { builtInDefinitions } from '../load-config.ts';
import { withNpmConnector } from './with-npm-connector.ts';

const load = (connectors: readonly object[]) =>
  normalizeConfig({ connectors }, { definitions: builtInDefinitions, source: 'the test' });
const openai = (name: string) => ({
  name,
  connectorId: 'openai',
  config: { adminApiKey: { secret: 'OPENAI_ADMIN_API_KEY' } },
});

test('adds a connector of npm that names no package, and leaves the others as they are', () => {
  const config = load([openai('openai')]);
  const { config: added, npmConnector, isImplicit } = withNpmConnector(config);
  expect(isImplicit).toBe(true);
  expect(added.connectors).toEqual([...config.connectors, npmConnector]);
  expect(npmConnector).toMatchObject({
    name: 'npm',
    enabled: true,
    syncIntervalSeconds: 10_800,
    options: { packages: [], users: [] },
  });
  expect(config.connectors).toHaveLength(1);
});

test('takes the first that is configured, as it is', () => {
  const npm = { name: 'ours', connectorId: 'npm', config: { packages: ['hono'] } };
  const config = load([openai('openai'), npm, { ...npm, name: 'others' }]);
  const found = withNpmConnector(config);
  expect(found.isImplicit).toBe(false);
  expect(found.config).toBe(config);
  expect(found.npmConnector).toBe(config.connectors[1]);
});

test('has another name where "npm" is taken by another kind of source', () => {
  expect(withNpmConnector(load([openai('npm')])).npmConnector.name).toBe('npm-packages');
  expect(withNpmConnector(load([openai('npm'), openai('npm-packages')])).npmConnector.name).toBe('npm-2');
});
