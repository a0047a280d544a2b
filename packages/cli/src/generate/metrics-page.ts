import {
  type ConnectorDefinition,
  findMetric,
  granularitiesOf,
  measureFor,
  type ResourceSpec,
  unitName,
} from '@shipstats/core';
import { markdownPage, markdownTable } from './markdown.ts';

/** Writes the reference of all metrics from the connectors' tables. */
export function generateMetricsPage(definitions: readonly ConnectorDefinition[]): string {
  return markdownPage('Metrics', [
    'What the built-in connectors deliver. A metric is asked for by its name; a *field* is a further number of the same rows (`field` in a configuration, `--field` in the terminal); it can be split and filtered by each of its *dimensions*.',
    ...definitions.flatMap((definition) => [
      `## ${definition.title}`,
      ...definition.resources.map(resourceSection),
    ]),
  ]);
}

function resourceSection(resource: ResourceSpec): string {
  const metrics = resource.metrics.flatMap((metric) => {
    const info = findMetric([resource], metric.name);
    return info === undefined
      ? []
      : [[`\`${metric.name}\``, unitName(info.measure.unit), metric.description]];
  });
  const fields = resource.metrics.flatMap((metric) => {
    const info = findMetric([resource], metric.name);
    return metric.fields.flatMap((name) => {
      const measure = info === undefined ? undefined : measureFor(info, name);
      return measure === undefined
        ? []
        : [[`\`${metric.name}\``, `\`${name}\``, unitName(measure.unit), measure.description]];
    });
  });
  return [
    `### ${resource.title}`,
    `\`${resource.endpoint}\`, by ${resource.granularity}${finerOf(resource)}. ${revisions(resource)}`,
    markdownTable(['Metric', 'Unit', 'Meaning'], metrics),
    ...(fields.length === 0 ? [] : [markdownTable(['Metric', 'Field', 'Unit', 'Meaning'], fields)]),
    markdownTable(
      ['Dimension', 'Meaning'],
      resource.dimensions.map(({ name, description }) => [`\`${name}\``, description]),
    ),
  ].join('\n\n');
}

/** What else its metrics can be stored in, if the options want it. */
function finerOf(resource: ResourceSpec): string {
  const [, ...finer] = granularitiesOf(resource);
  return finer.length === 0 ? '' : ` (with \`granularity\` also by ${finer.join(' and ')})`;
}

function revisions({ granularity, provisionalBuckets, kind }: ResourceSpec): string {
  const adds = kind === 'flow' ? 'It adds up over time.' : 'It does not add up over time.';
  if (provisionalBuckets === 0) return adds;
  return `${adds} A ${granularity} is read again for ${provisionalBuckets} ${granularity}s after its end, since the source may revise it: until then it is provisional.`;
}
