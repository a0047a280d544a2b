import { HttpError } from '../errors.ts';
import { type MeasureSpec, measureFor, type ResourceSpec } from '../metric.ts';
import { suggest } from '../suggest.ts';
import {
  bucketWidth,
  type Clock,
  type Granularity,
  type SourceGranularity,
  toUnixSeconds,
  type UnixSeconds,
} from '../time.ts';
import { parseWindow, type Window, type WindowContext, windowProblem } from '../window.ts';
import { atGranularity, chooseGranularity, granularitiesOf, isMadeOf } from './choose-granularity.ts';
import type { FilterClause, MetricQuery } from './query.ts';
import type { CatalogEntry, MetricCatalog, SampleReader } from './reader.ts';
import type { TouchedPartitions } from './touched-partitions.ts';
import { describeWithin, missingWithin } from './within.ts';

export interface QueryContext {
  readonly catalog: MetricCatalog;
  readonly reader: SampleReader;
  readonly clock: Clock;
  readonly timeZone?: string | null;
}

/** A query whose names and window have been found to fit. */
export interface Plan {
  readonly entry: CatalogEntry;
  readonly measure: MeasureSpec;
  readonly title: string;
  readonly window: Window;
  /** Whose days the window is made of. */
  readonly calendar: Omit<WindowContext, 'now'>;
  readonly now: UnixSeconds;
  readonly reader: SampleReader;
  readonly filter: readonly FilterClause[];
  /** What of a partitioned resource the answer is made of; undefined for other resources. */
  readonly partitions?: TouchedPartitions;
}

/**
 * Checks a query against the catalogue: queries come from links and terminals too, not only from a checked file.
 *
 * @param granularity of the buckets that answer it, where others have a part in the answer; see `chooseGranularity`
 */
export function planQuery(
  query: MetricQuery,
  { catalog, reader, clock, timeZone }: QueryContext,
  granularity?: SourceGranularity,
): Plan {
  const found = catalog.find(query.metric, query.connector);
  if (!found) {
    const names = catalog.entries.map((candidate) => candidate.metric.name);
    throw new HttpError(
      404,
      `There is no metric ${JSON.stringify(query.metric)}.`,
      suggest(query.metric, names),
    );
  }
  const entry = atGranularity(found, granularity ?? granularityOf(query, found));
  const measure = measureFor(entry, query.field ?? undefined);
  if (!measure) {
    const fields = ['value', ...entry.metric.fields];
    throw new HttpError(
      400,
      `${query.metric} has no field ${JSON.stringify(query.field)}.`,
      suggest(query.field ?? '', fields),
    );
  }
  const dimensions = entry.resource.dimensions.map((dimension) => dimension.name);
  const conditions = query.filter.flatMap((clause) => ('or' in clause ? clause.or : [clause]));
  for (const name of [...query.by, ...conditions.map((condition) => condition.field)]) {
    if (dimensions.includes(name)) continue;
    throw new HttpError(
      400,
      `${query.metric} has no dimension ${JSON.stringify(name)}.`,
      suggest(name, dimensions),
    );
  }
  const within = missingWithin(query, measure);
  if (within !== null) {
    throw new HttpError(
      400,
      `${describeMeasure(query)} is of several kinds, which do not add up.`,
      describeWithin(within),
    );
  }
  if (query.by.length > 2) throw new HttpError(400, 'A query splits by two dimensions at most.');
  if (query.bucket !== null && !isMadeOf(query.bucket, entry.resource.granularity)) {
    throw new HttpError(400, ...describeTooFine(query.metric, query.bucket, found.resource));
  }
  if (query.fn === 'sum' && entry.resource.kind === 'level') {
    throw new HttpError(
      400,
      `${query.metric} is a level: it does not add up over time.`,
      'Use latest, avg, min or max.',
    );
  }
  const now = clock();
  const calendar = { granularity: entry.resource.granularity, ...(timeZone ? { timeZone } : {}) };
  const title =
    measure.name === entry.measure.name
      ? entry.metric.title
      : `${entry.metric.title}: ${measure.name.replaceAll('_', ' ')}`;
  return {
    entry,
    measure,
    title,
    window: readWindow(query, { ...calendar, now }),
    calendar,
    now: toUnixSeconds(now),
    reader,
    filter: query.filter,
  };
}

/** What is wrong with a bucket that is finer than the source's, and what to do about it. */
export function describeTooFine(
  metric: string,
  bucket: Granularity,
  resource: ResourceSpec,
): [message: string, hint: string] {
  const has = granularitiesOf(resource);
  const [one, ...others] = [...has].reverse();
  const rhythm = { minute: 'by the minute', hour: 'hourly', day: 'daily' }[one ?? 'day'];
  const usable = [one, ...others, 'week', 'month'];
  return [
    `${metric} is ${rhythm}: it has no ${bucket}s.`,
    `Use ${usable.slice(0, -1).join(', ')} or ${usable.at(-1)}.`,
  ];
}

/** The granularity that answers a query by itself; a window that cannot be read is told of where it is read. */
export function granularityOf(query: MetricQuery, { resource }: CatalogEntry): SourceGranularity {
  return windowProblem(query.window) === undefined
    ? chooseGranularity(query, resource)
    : resource.granularity;
}

function describeMeasure({ metric, field }: MetricQuery): string {
  return field === null ? metric : `${field} of ${metric}`;
}

/** An answer in more buckets than these helps nobody: a year of hours, a week of minutes. Days have a bound of their own. */
const MAX_FINE_BUCKETS = 10_080;

function readWindow(query: MetricQuery, context: WindowContext): Window {
  try {
    const window = parseWindow(query.window, context);
    const buckets = (window.end - window.start) / bucketWidth(context.granularity);
    if (context.granularity !== 'day' && buckets > MAX_FINE_BUCKETS) {
      throw new RangeError(
        `that is ${buckets} ${context.granularity}s: more than ${MAX_FINE_BUCKETS} are not answered at once.`,
      );
    }
    return window;
  } catch (error) {
    if (error instanceof RangeError) throw new HttpError(400, error.message);
    throw error;
  }
}

/** Where the samples of a plan are: the part that all its reads share. */
export function source(plan: Plan) {
  return { connector: plan.entry.connector, resource: plan.entry.resource.name, measure: plan.measure.name };
}
