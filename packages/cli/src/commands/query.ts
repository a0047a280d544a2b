import {
  granularityOf,
  HttpError,
  type MetricCatalog,
  type MetricQuery,
  parseQuery,
  type QueryParams,
  runQuery,
  toQueryCsv,
  toQueryJson,
  toUnixSeconds,
} from '@shipstats/core';
import { colorsFor } from '../colors.ts';
import { EXIT } from '../exit-codes.ts';
import { describeKnown } from '../print-error.ts';
import { renderResult } from '../render-result.ts';
import { type GlobalOptions, loadRuntime } from '../runtime.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';

export interface QueryOptions extends GlobalOptions {
  readonly window: string;
  readonly by: readonly string[];
  readonly filter: readonly string[];
  readonly bucket?: string;
  readonly field?: string;
  readonly fn?: string;
  readonly top?: string;
  readonly compare?: boolean;
  readonly complete?: boolean;
  readonly connector?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** Answers `shipstats query METRIC`. */
export async function query(metric: string, options: QueryOptions, session: Session): Promise<number> {
  const runtime = await loadRuntime(options, session);
  const { connector, field, fn, window, bucket, top, by, filter, compare, complete } = options;
  const params = { metric, connector, field, fn, window, bucket, top, by, filter, compare, complete };
  const asked = readQuery(params, runtime.catalog);
  const store = await runtime.openStoreToRead();
  try {
    const context = {
      catalog: runtime.catalog,
      reader: store,
      clock: runtime.clock,
      timeZone: runtime.config.timeZone,
    };
    if (options.json || options.csv) {
      const result = await runQuery(asked, context);
      session.stdout.write(
        options.csv ? toQueryCsv(result) : `${JSON.stringify(toQueryJson(result), null, 2)}\n`,
      );
      return EXIT.ok;
    }
    // Buckets that nobody asked for make the sparklines.
    const listBuckets = asked.bucket !== null;
    const entry = runtime.catalog.find(asked.metric, asked.connector);
    const result = await runQuery(
      listBuckets ? asked : { ...asked, bucket: entry ? granularityOf(asked, entry) : 'day' },
      context,
    );
    const colors = colorsFor(session.stdout, session.env);
    const now = toUnixSeconds(runtime.clock());
    session.stdout.write(renderResult(result, { colors, window: asked.window, now, listBuckets }));
    return EXIT.ok;
  } finally {
    await store.close();
    await runtime.close();
  }
}

/** @throws UsageError for an option that cannot be read; HttpError for a metric or connector that is not there */
function readQuery(params: QueryParams, catalog: MetricCatalog): MetricQuery {
  try {
    return parseQuery(params, catalog);
  } catch (error) {
    if (!(error instanceof HttpError) || error.status !== 400) throw error;
    throw new UsageError(describeKnown(error));
  }
}
