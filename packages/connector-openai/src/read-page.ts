import type { Http, RetryEvent } from '@shipstats/connector-kit';
import {
  ConnectorError,
  type FetchedBucket,
  type QuarantinedRow,
  type SampleRow,
  type UnixSeconds,
} from '@shipstats/core';
import { z } from 'zod';
import { type BrokenIdentities, createIdentityCheck } from './broken-identities.ts';
import type { Endpoint } from './endpoint.ts';
import { quoteDecimals } from './parse-decimal.ts';
import type { createRowParser } from './parse-row.ts';
import { createRawRows } from './raw-row.ts';

/** One bucket of an answer, not yet compared with what was asked for. */
export interface ReceivedBucket extends FetchedBucket {
  readonly end: UnixSeconds;
}

/** One whole answer. */
export interface ReceivedPage {
  /** In the order they came. */
  readonly buckets: readonly ReceivedBucket[];
  readonly hasMore: boolean;
  /** The token of the next page; null where the API gave none. */
  readonly nextPage: string | null;
  /** What was odd but did no harm, each kind once. */
  readonly warnings: readonly string[];
  readonly broken: BrokenIdentities;
}

export interface ReadPageOptions {
  readonly endpoint: Endpoint;
  readonly http: Http;
  readonly headers: Readonly<Record<string, string>>;
  readonly url: string;
  readonly signal: AbortSignal;
  readonly parseRow: ReturnType<typeof createRowParser>;
  /** Gives up beyond so many rows in two buckets or more. Default: no limit. */
  readonly maxRows?: number | undefined;
  /** Called at each attempt. */
  readonly onRequest: () => void;
  /** Called before each wait between attempts. */
  readonly onWait: (event: RetryEvent) => void;
}

/** An answer is so large that it is better asked for in parts; nothing of it was used. */
export class PageTooLarge extends Error {
  override readonly name = 'PageTooLarge';
  /** The average of the buckets that were read. */
  readonly rowsPerBucket: number;

  constructor(rowsPerBucket: number) {
    super(`an answer has about ${rowsPerBucket} rows a bucket`);
    this.rowsPerBucket = rowsPerBucket;
  }
}

/** The answer around the buckets; open, because the API adds fields. */
const envelopeSchema = z.object({
  data: z.array(z.unknown()),
  has_more: z.boolean(),
  next_page: z.string().nullish(),
});

const bucketSchema = z.object({
  start_time: z.int(),
  end_time: z.int(),
  results: z.array(z.unknown()),
});

/** The label of an endpoint's requests in messages and events: `openai completions`. */
export function labelOf(endpoint: Pick<Endpoint, 'name'>): string {
  return `openai ${endpoint.name}`;
}

/**
 * Sends one request and reads its answer bucket by bucket while it arrives, so that its text is never held whole.
 *
 * @throws ConnectorError from the wire, and `bad-response` for JSON that is not an answer of this API
 * @throws PageTooLarge
 */
export async function readPage(options: ReadPageOptions): Promise<ReceivedPage> {
  const { endpoint, http, headers, url, signal, parseRow, maxRows, onRequest, onWait } = options;
  let buckets: ReceivedBucket[] = [];
  let rows = 0;
  let oddities = new Map<string, number>();
  let broken = new Map<string, number>();
  const checkIdentities = createIdentityCheck(endpoint, (identity) =>
    broken.set(identity, (broken.get(identity) ?? 0) + 1),
  );
  const note: Note = (oddity, count = 1) => oddities.set(oddity, (oddities.get(oddity) ?? 0) + count);
  const { json } = await http.getJson(url, {
    label: labelOf(endpoint),
    headers,
    signal,
    onWait,
    onStart: () => {
      // A new attempt: what a broken one has brought is void.
      buckets = [];
      rows = 0;
      oddities = new Map();
      broken = new Map();
      onRequest();
    },
    onElement: (text) => {
      const bucket = readBucket(text, { endpoint, parseRow, note });
      for (const row of bucket.rows) checkIdentities(row.values);
      buckets.push(bucket);
      rows += bucket.rows.length + bucket.quarantined.length;
      if (maxRows !== undefined && rows > maxRows && buckets.length > 1) {
        throw new PageTooLarge(Math.ceil(rows / buckets.length));
      }
    },
  });
  const envelope = parseOr(envelopeSchema, json, (problem) =>
    badResponse(endpoint, `its answer is not a page: ${problem}`),
  );
  return {
    buckets,
    hasMore: envelope.has_more,
    nextPage: envelope.next_page || null,
    broken,
    warnings: [...oddities].map(
      ([oddity, count]) => `${labelOf(endpoint)}: ${oddity} (${count} ${count === 1 ? 'row' : 'rows'})`,
    ),
  };
}

/** Takes down something odd about a row, or about so many rows. */
type Note = (oddity: string, count?: number) => void;

function readBucket(
  text: string,
  context: Pick<ReadPageOptions, 'endpoint' | 'parseRow'> & { readonly note: Note },
): ReceivedBucket {
  const { endpoint, parseRow, note } = context;
  const bucket = parseOr(bucketSchema, parse(text, endpoint), (problem) =>
    badResponse(endpoint, `a bucket of its answer cannot be read: ${problem}`),
  );
  const rawRow = createRawRows(text);
  const rows: SampleRow[] = [];
  const quarantined: QuarantinedRow[] = [];
  /** The rows of each unknown kind: the place of the first, and how many there are. */
  const unknown = new Map<string, { readonly index: number; count: number }>();
  for (const [index, result] of bucket.results.entries()) {
    const parsed = parseRow(result);
    switch (parsed.kind) {
      case 'sample':
        rows.push(parsed.row);
        if (parsed.warning === undefined) break;
        note(parsed.warning);
        quarantined.push({
          dimensions: parsed.row.dimensions,
          reason: parsed.warning,
          raw: rawRow(index),
          isStored: true,
        });
        break;
      case 'unreadable':
        quarantined.push({ dimensions: parsed.dimensions, reason: parsed.reason, raw: rawRow(index) });
        break;
      case 'unknown-object': {
        const kind = parsed.object.slice(0, 100);
        const known = unknown.get(kind);
        if (known) known.count += 1;
        else unknown.set(kind, { index, count: 1 });
        break;
      }
      default:
        parsed satisfies never;
    }
  }
  for (const [object, { index, count }] of unknown) {
    const kind = `rows of an unknown kind, ${JSON.stringify(object)}`;
    if (rows.length > 0) {
      note(`left out ${kind}`, count);
      continue;
    }
    // Nothing else is known of this day: without these rows it would look empty, which it is not.
    const reason = `${kind} (${count === 1 ? '1 row' : `${count} rows, the first is shown`})`;
    quarantined.push({ dimensions: null, reason, raw: rawRow(index) });
  }
  return { start: bucket.start_time, end: bucket.end_time, rows, quarantined };
}

/** Counts need no care: what is beyond 2^53 shows itself as no safe integer. */
function parse(text: string, { hasDecimals }: Endpoint): unknown {
  return JSON.parse(hasDecimals ? quoteDecimals(text) : text);
}

function parseOr<T>(schema: z.ZodType<T>, value: unknown, fail: (problem: string) => Error): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw fail(
    result.error.issues.map((issue) => `${issue.path.join('.') || 'it'}: ${issue.message}`).join('; '),
  );
}

function badResponse(endpoint: Endpoint, problem: string): ConnectorError {
  return new ConnectorError(`openai: GET ${endpoint.path} answered something unexpected: ${problem}.`, {
    code: 'bad-response',
    hint: 'If OPENAI_BASE_URL or baseUrl names another server than OpenAI, check that it speaks this API.',
  });
}
