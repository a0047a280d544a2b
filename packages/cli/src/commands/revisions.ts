import {
  atGranularity,
  type CatalogEntry,
  createNameBook,
  granularityOf,
  type NameBook,
  parseQuery,
  parseWindow,
  type ResourceSpec,
  type SourceGranularity,
  toCsv,
  toIso,
  withFiner,
} from '@shipstats/core';
import { describeRow, type Revision, type Store, toRevisionJson } from '@shipstats/store';
import { EXIT } from '../exit-codes.ts';
import { printable } from '../printable.ts';
import { readWhole } from '../read-whole.ts';
import { type GlobalOptions, loadRuntime, type Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';
import { renderTable } from '../text-table.ts';
import { UsageError } from '../usage-error.ts';

/** What one command lists at the most. */
export const MAX_LISTED = 100_000;

export interface RevisionsOptions extends GlobalOptions {
  readonly window?: string;
  readonly rows?: boolean;
  readonly limit: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** Answers `shipstats revisions [METRIC]`: what sources changed after days were over, newest first. */
export async function revisions(
  metric: string | undefined,
  options: RevisionsOptions,
  session: Session,
): Promise<number> {
  const limit = readWhole(options.limit, '--limit', MAX_LISTED, 1);
  const runtime = await loadRuntime(options, session);
  const entry = metric === undefined ? undefined : findEntry(metric, options.window, runtime);
  const window = readWindow(options.window, entry, runtime);
  const store = await runtime.openStoreToRead();
  try {
    // Without a window the metric's days, hours and minutes alike: all that a window could ask for.
    const resources = entry && options.window === undefined ? withFiner([entry.resource]) : [entry?.resource];
    const lists = await Promise.all(
      resources.map((resource) =>
        store.revisions({
          ...(entry && { connector: entry.connector, measure: entry.metric.measure }),
          ...(resource && { resource: resource.name }),
          ...(window && { window }),
          ...(options.rows ? {} : { of: 'totals' }),
          limit,
        }),
      ),
    );
    const found = lists
      .flat()
      .toSorted((left, right) => right.seenAt - left.seenAt || right.bucket - left.bucket)
      .slice(0, limit);
    session.stdout.write(render(await withPlaces(found, store, runtime), options));
    return EXIT.ok;
  } finally {
    await store.close();
    await runtime.close();
  }
}

interface PlacedRevision {
  readonly revision: Revision;
  readonly granularity: SourceGranularity;
  readonly book: NameBook | undefined;
}

/** Finds for each revision how wide its bucket is, and what the ids of its resource are called. */
async function withPlaces(
  found: readonly Revision[],
  store: Pick<Store, 'names'>,
  { catalog }: Runtime,
): Promise<readonly PlacedRevision[]> {
  const books = new Map<ResourceSpec, NameBook>();
  for (const { connector, resource: name } of found) {
    const resource = catalog.resource(connector, name);
    if (!resource || books.has(resource)) continue;
    books.set(resource, createNameBook(await store.names(connector), resource.dimensions));
  }
  return found.map((revision) => {
    const resource = catalog.resource(revision.connector, revision.resource);
    return {
      revision,
      granularity: resource?.granularity ?? 'day',
      book: resource && books.get(resource),
    };
  });
}

function render(found: readonly PlacedRevision[], options: RevisionsOptions): string {
  const json = found.map(({ revision, granularity, book }) => toRevisionJson(revision, granularity, book));
  if (options.json) return `${JSON.stringify({ revisions: json }, null, 2)}\n`;
  const granularities = new Set(found.map(({ granularity }) => granularity));
  const [width = 'day'] = granularities;
  const time = granularities.size > 1 ? 'time' : width;
  const head = ['resource', 'number', 'of', 'before', 'after', 'seen'];
  const rows = found.map(({ revision: one, book }, index) => [
    json[index]?.bucket ?? '',
    `${one.connector}.${one.resource}`,
    one.measure,
    describeRow(one, options.csv ? undefined : book) ?? one.partition ?? 'total',
    one.before ?? (options.csv ? '' : 'unknown'),
    one.after ?? (options.csv ? '' : 'unknown'),
    toIso(one.seenAt),
    // The ids stay in a column of their own, for programs.
    ...(options.csv ? [describeRow(one, book) ?? ''] : []),
  ]);
  if (options.csv) return toCsv([['time', ...head, 'of_named'], ...rows]);
  if (rows.length === 0) return 'Nothing was revised.\n';
  const columns = [time, ...head].map((name) => ({
    head: name,
    ...(name === 'before' || name === 'after' ? { align: 'decimal' as const } : {}),
  }));
  return `${renderTable(
    columns,
    rows.map((row) => row.map(printable)),
  ).join('\n')}\n`;
}

/** The metric with the buckets that answer a question about the window: hours for `24h`, days for `30d`. */
function findEntry(
  metric: string,
  window: string | undefined,
  { catalog }: Runtime,
): CatalogEntry | undefined {
  const query = parseQuery({ metric }, catalog);
  const entry = catalog.find(metric, query.connector);
  if (!entry || window === undefined) return entry;
  return atGranularity(entry, granularityOf({ ...query, window }, entry));
}

function readWindow(text: string | undefined, entry: CatalogEntry | undefined, runtime: Runtime) {
  if (text === undefined) return undefined;
  try {
    return parseWindow(text, {
      now: runtime.clock(),
      ...(runtime.config.timeZone === null ? {} : { timeZone: runtime.config.timeZone }),
      granularity: entry?.resource.granularity ?? 'day',
    });
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}
