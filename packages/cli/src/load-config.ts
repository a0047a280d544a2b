import path from 'node:path';
import { npmDefinition } from '@shipstats/connector-npm';
import { openai } from '@shipstats/connector-openai';
import { type Config, ConfigError, type ConnectorDefinition, normalizeConfig } from '@shipstats/core';
import { importConfig } from './import-config.ts';

/** The kinds of source that need no more than a `connectorId`. */
export const builtInDefinitions: readonly ConnectorDefinition[] = [
  // Their options are checked by their own schemas before they reach them.
  openai as ConnectorDefinition,
  npmDefinition as ConnectorDefinition,
];

/**
 * Loads and checks a configuration file.
 *
 * A module may export `connectorTypes`, a list of its own kinds of source, beside its default export.
 *
 * @throws ConfigError with all problems at once
 */
export async function loadConfig(file: string): Promise<Config> {
  const { default: spec, connectorTypes } = await importConfig(file);
  const source = path.basename(file);
  if (spec === undefined) {
    throw new ConfigError([
      { path: file, message: 'has no default export.', hint: 'Write "export default defineConfig({ … })".' },
    ]);
  }
  const definitions = [...builtInDefinitions, ...readConnectorTypes(connectorTypes, file)];
  return normalizeConfig(spec, { definitions, source });
}

function readConnectorTypes(value: unknown, file: string): readonly ConnectorDefinition[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every(isDefinition)) return value;
  throw new ConfigError([
    {
      path: `${file}: connectorTypes`,
      message: 'must be a list of what defineConnectorType returns.',
      hint: 'See docs/writing-a-connector.md.',
    },
  ]);
}

function isDefinition(value: unknown): value is ConnectorDefinition {
  if (typeof value !== 'object' || value === null) return false;
  const { id, title, options, resources, create } = value as Partial<ConnectorDefinition>; // each is looked at
  return (
    typeof id === 'string' &&
    typeof title === 'string' &&
    Array.isArray(resources) &&
    typeof create === 'function' &&
    typeof options?.safeParse === 'function'
  );
}
