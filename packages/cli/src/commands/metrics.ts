import { granularitiesOf, measureFor, unitName } from '@shipstats/core';
import { colorsFor } from '../colors.ts';
import { EXIT } from '../exit-codes.ts';
import { type GlobalOptions, loadRuntime } from '../runtime.ts';
import type { Session } from '../session.ts';

export interface MetricsOptions extends GlobalOptions {
  readonly json?: boolean;
}

/** Answers `shipstats metrics`: what can be asked for. */
export async function metrics(options: MetricsOptions, session: Session): Promise<number> {
  const { catalog } = await loadRuntime(options, session);
  const list = catalog.entries.map((entry) => ({
    name: entry.metric.name,
    connector: entry.connector,
    title: entry.metric.title,
    description: entry.metric.description,
    unit: unitName(entry.measure.unit),
    kind: entry.resource.kind,
    granularity: entry.resource.granularity,
    granularities: granularitiesOf(entry.resource),
    dimensions: entry.resource.dimensions.map((dimension) => dimension.name),
    fields: entry.metric.fields.map((name) => {
      const unit = measureFor(entry, name)?.unit ?? entry.measure.unit;
      return { name, unit: unitName(unit) };
    }),
    endpoint: entry.resource.endpoint,
  }));
  if (options.json) {
    session.stdout.write(`${JSON.stringify({ metrics: list }, null, 2)}\n`);
    return EXIT.ok;
  }
  const colors = colorsFor(session.stdout, session.env);
  const lines = list.flatMap((metric) => [
    `${colors.bold(metric.name)} ${colors.dim(`${metric.unit}, by ${metric.granularities.join(', ')}`)}`,
    `  ${metric.description}`,
    `  by      ${metric.dimensions.join(', ')}`,
    ...(metric.fields.length === 0
      ? []
      : [`  fields  ${metric.fields.map((field) => field.name).join(', ')}`]),
    `  from    ${metric.connector}, ${metric.endpoint}`,
    '',
  ]);
  session.stdout.write(lines.length === 0 ? 'No connector is configured.\n' : `${lines.join('\n')}\n`);
  return EXIT.ok;
}
