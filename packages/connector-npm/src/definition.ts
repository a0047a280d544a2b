import { type ConnectorContext, type ConnectorDefinition, defineConnectorType } from '@shipstats/core';
import type { DownloadsClient } from '@shipstats/registry';
import { createNpmConnector, type NpmPartition, type NpmSources } from './connector.ts';
import { type NpmOptions, npmOptions } from './options.ts';
import { npmResources } from './resources.ts';
import { DOCS } from './with-hint.ts';

/** What the edge gives to every npm connector that the configuration makes. */
export interface NpmDefinitionSources {
  /** Packages to keep up to date; see `partitionsFrom`. */
  readonly partitions: NpmSources['partitions'];
  readonly createDownloads: (context: ConnectorContext) => DownloadsClient;
  readonly priority?: 'now' | 'background';
}

/**
 * npm's download counts as a connector, by package and day.
 *
 * @see docs/connectors/npm.md
 */
export function createNpmDefinition(sources: NpmDefinitionSources): ConnectorDefinition<NpmOptions> {
  return defineConnectorType<NpmOptions>({
    id: 'npm',
    title: 'npm',
    docs: DOCS,
    options: npmOptions,
    resources: npmResources,
    create(options, context) {
      const { partitions, createDownloads, priority } = sources;
      const downloads = createDownloads(context);
      return createNpmConnector(options, context, { downloads, partitions, ...(priority && { priority }) });
    },
  });
}

/**
 * The definition for those who only declare and describe: references, editor types, checks of a configuration.
 *
 * What it makes knows the packages of its options, and asks nobody: whoever syncs uses `createNpmDefinition`.
 */
export const npmDefinition: ConnectorDefinition<NpmOptions> = createNpmDefinition({
  partitions: async ({ packages }): Promise<readonly NpmPartition[]> =>
    packages.map((name) => ({ name, createdAt: null })),
  createDownloads() {
    throw new Error('npmDefinition only declares: make the connector with createNpmDefinition');
  },
});
