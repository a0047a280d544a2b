import { type CatalogEntry, parseQuery, parseWindow, toCsv, toDayUtc, toIso } from '@shipstats/core';
import { describeRow, type Revision, toRevisionJson } from '@shipstats/store';
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
  const entry = metric === undefined ? undefined : findEntry(metric, runtime);
  const window = readWindow(options.window, entry, runtime);
  const store = await runtime.openStoreToRead();
  try {
    const found = await store.revisions({
      ...(entry && {
        connector: entry.connector,
        resource: entry.resource.name,
        measure: entry.metric.measure,
      }),
      ...(window && { window }),
      ...(options.rows ? {} : { of: 'totals' }),
      limit,
    });
    session.stdout.write(render(found, options, runtime));
    return EXIT.ok;
  } finally {
    await store.close();
    await runtime.close();
  }
}

function render(found: readonly Revision[], options: RevisionsOptions, { catalog }: Runtime): string {
  const json = found.map((one) => {
    const resource = catalog.resource(one.connector, one.resource);
    return toRevisionJson(one, resource?.granularity ?? 'day');
  });
  if (options.json) return `${JSON.stringify({ revisions: json }, null, 2)}\n`;
  const head = ['day', 'resource', 'number', 'of', 'before', 'after', 'seen'];
  const rows = found.map((one, index) => [
    json[index]?.bucket ?? toDayUtc(one.bucket),
    `${one.connector}.${one.resource}`,
    one.measure,
    describeRow(one) ?? one.partition ?? 'total',
    one.before ?? (options.csv ? '' : 'unknown'),
    one.after ?? (options.csv ? '' : 'unknown'),
    toIso(one.seenAt),
  ]);
  if (options.csv) return toCsv([head, ...rows]);
  if (rows.length === 0) return 'Nothing was revised.\n';
  const columns = head.map((name) => ({
    head: name,
    ...(name === 'before' || name === 'after' ? { align: 'decimal' as const } : {}),
  }));
  return `${renderTable(
    columns,
    rows.map((row) => row.map(printable)),
  ).join('\n')}\n`;
}

function findEntry(metric: string, { catalog }: Runtime): CatalogEntry | undefined {
  const { connector } = parseQuery({ metric }, catalog);
  return catalog.find(metric, connector);
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
