import type { Config, ConfiguredConnector } from './config/config.ts';
import { findMetric } from './metric.ts';
import type { CatalogEntry, MetricCatalog } from './query/reader.ts';

export interface CatalogOptions {
  /** Whether the numbers of a connector are made by a simulator; none are by default. */
  readonly isSynthetic?: (connector: ConfiguredConnector) => boolean;
}

/** Lists every metric that the configured connectors can deliver. */
export function createCatalog(
  config: Config,
  { isSynthetic = () => false }: CatalogOptions = {},
): MetricCatalog {
  const entries: CatalogEntry[] = config.connectors.flatMap((connector) =>
    connector.definition.resources.flatMap((resource) =>
      resource.metrics.flatMap((metric) => {
        const info = findMetric([resource], metric.name);
        if (!info) return [];
        return [
          {
            ...info,
            connector: connector.name,
            connectorTitle: connector.displayName,
            connectorId: connector.definition.id,
            synthetic: isSynthetic(connector),
            syncIntervalSeconds: connector.syncIntervalSeconds,
          },
        ];
      }),
    ),
  );
  return {
    entries,
    find: (metric, connector) =>
      entries.find(
        (entry) => entry.metric.name === metric && (connector === undefined || entry.connector === connector),
      ),
    resource: (connector, resource) =>
      entries.find((entry) => entry.connector === connector && entry.resource.name === resource)?.resource,
  };
}
