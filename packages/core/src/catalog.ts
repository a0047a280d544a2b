import type { Config, ConfiguredConnector } from './config/config.ts';
import { findMetric, withFiner } from './metric.ts';
import type { CatalogEntry, MetricCatalog } from './query/reader.ts';

export interface CatalogOptions {
  /** Whether the numbers of a connector are made by a simulator; none are by default. */
  readonly isSynthetic?: (connector: ConfiguredConnector) => boolean;
}

/** What a connector delivers with the options it has; all it can where they are not known to be good. */
export function resourcesOf({ definition, options }: Pick<ConfiguredConnector, 'definition' | 'options'>) {
  return options === undefined || definition.resourcesFor === undefined
    ? definition.resources
    : definition.resourcesFor(options);
}

/** Lists every metric that the configured connectors can deliver. */
export function createCatalog(
  config: Config,
  { isSynthetic = () => false }: CatalogOptions = {},
): MetricCatalog {
  const entries: CatalogEntry[] = config.connectors.flatMap((connector) =>
    resourcesOf(connector).flatMap((resource) =>
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
  const resources = new Map(
    config.connectors.map((connector) => [
      connector.name,
      // What was read with other options is stored still.
      new Map(
        withFiner([...connector.definition.resources, ...resourcesOf(connector)]).map((resource) => [
          resource.name,
          resource,
        ]),
      ),
    ]),
  );
  return {
    entries,
    find: (metric, connector) =>
      entries.find(
        (entry) => entry.metric.name === metric && (connector === undefined || entry.connector === connector),
      ),
    resource: (connector, resource) => resources.get(connector)?.get(resource),
  };
}
