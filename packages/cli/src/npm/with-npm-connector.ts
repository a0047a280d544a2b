import { npmDefinition, npmOptions } from '@shipstats/connector-npm';
import type { Config, ConfiguredConnector, ConnectorDefinition } from '@shipstats/core';

/** npm counts once a day, some hours after midnight UTC: every three hours is soon enough. */
const SYNC_INTERVAL_SECONDS = 3 * 3_600;

/**
 * A configuration in which npm's counts have a connector: the first that is configured, else one of its own, so that
 * packages can be looked at and followed without any configuration.
 */
export function withNpmConnector(config: Config): {
  readonly config: Config;
  readonly npmConnector: ConfiguredConnector;
  /** The configuration names none: the connector is there for what people look at and follow. */
  readonly isImplicit: boolean;
} {
  const configured = config.connectors.find(({ definition }) => definition.id === npmDefinition.id);
  if (configured) return { config, npmConnector: configured, isImplicit: false };
  const taken = new Set(config.connectors.map(({ name }) => name));
  const npmConnector: ConfiguredConnector = {
    name: ['npm', 'npm-packages'].find((name) => !taken.has(name)) ?? `npm-${taken.size}`,
    displayName: npmDefinition.title,
    // Its options are checked by its own schema before they reach it.
    definition: npmDefinition as ConnectorDefinition,
    options: npmOptions.parse({}),
    enabled: true,
    syncIntervalSeconds: SYNC_INTERVAL_SECONDS,
  };
  return {
    config: { ...config, connectors: [...config.connectors, npmConnector] },
    npmConnector,
    isImplicit: true,
  };
}
