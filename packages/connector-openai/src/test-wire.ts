import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  type Connector,
  type ConnectorContext,
  DAY,
  type FetchEvent,
  type FetchedBucket,
  type FetchedPage,
  Secret,
  type Window,
} from '@shipstats/core';
import { createOpenAIConnector, type OpenAILimits } from './connector.ts';
import { type OpenAIOptionsSpec, openAIOptions } from './options.ts';

/** The key that tests use; no message may show it. */
export const TEST_KEY = 'sk-admin-test-0123456789';
/** 2026-11-01T00:00:00Z. */
export const T0 = 1_793_491_200;

/** A server that answers as a test says, and remembers what it was asked. */
export interface Wire extends AsyncDisposable {
  readonly url: string;
  /** Path and query of each request, byte for byte. */
  readonly urls: readonly string[];
  readonly requests: readonly IncomingMessage[];
}

/** An answer: JSON text, a status with JSON text, or whatever the function does. */
export type Answer =
  | string
  | { readonly status: number; readonly body: string; readonly headers?: Record<string, string> }
  | ((response: ServerResponse) => void);

/** Starts a server that gives these answers in turn; the last one again and again. */
export async function startWire(answers: readonly Answer[]): Promise<Wire> {
  return startAnswering((_url, index) => answers[Math.min(index, answers.length - 1)]);
}

/** Starts a server that answers each request as its address demands; `index` counts from 0. */
export async function startAnswering(
  answerTo: (url: string, index: number) => Answer | undefined,
): Promise<Wire> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    const answer = answerTo(request.url ?? '', requests.length);
    requests.push(request);
    if (typeof answer === 'function') return answer(response);
    const { status, body, headers } =
      typeof answer === 'object' ? answer : { status: 200, body: answer ?? '', headers: undefined };
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The test server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    get urls() {
      return requests.map((request) => request.url ?? '');
    },
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface PageSpec {
  readonly hasMore?: boolean;
  readonly nextPage?: string | null;
}

/** An answer of the API, with these buckets as JSON texts. */
export function pageText(
  buckets: readonly string[],
  { hasMore = false, nextPage = null }: PageSpec = {},
): string {
  return `{"object":"page","data":[${buckets.join(',')}],"has_more":${hasMore},"next_page":${JSON.stringify(nextPage)}}`;
}

/** A bucket of day `day` counted from T0, with these rows as JSON texts. */
export function bucketText(day: number, rows: readonly string[] = [], end = T0 + (day + 1) * DAY): string {
  return `{"object":"bucket","start_time":${T0 + day * DAY},"end_time":${end},"results":[${rows.join(',')}]}`;
}

/** The buckets of days `from` to `to`, exclusive, each with one row of `day + 1` embedding tokens. */
export function embeddingDays(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) =>
    bucketText(from + index, [embeddingRow(from + index + 1)]),
  );
}

export function embeddingRow(tokens: number | string, model = 'text-embedding-3-small'): string {
  return `{"object":"organization.usage.embeddings.result","input_tokens":${tokens},"num_model_requests":1,"model":${JSON.stringify(model)}}`;
}

/** A costs row whose amount is this JSON text. */
export function costRow(value: string, more = ''): string {
  return `{"object":"organization.costs.result","amount":{"value":${value},"currency":"usd"},"line_item":"gpt-5, input","project_id":"proj_1"${more}}`;
}

export const TOKEN_INVALID = {
  status: 400,
  body: '{"error":{"message":"The page token is invalid, have you modified the query parameters?","type":"invalid_request_error","code":"invalid_request_error"}}',
};

export interface TestConnectorOptions {
  readonly options?: Partial<OpenAIOptionsSpec>;
  /** Default: the end of the tests' month, so that no bucket is open. */
  readonly now?: string | (() => Date);
  readonly limits?: OpenAILimits;
  readonly context?: Partial<ConnectorContext>;
}

/** A connector to `url` whose sleeps take no time. */
export function connectTo(url: string, spec: TestConnectorOptions = {}): Connector {
  const { now = '2026-12-20T12:00:00Z' } = spec;
  return createOpenAIConnector(
    openAIOptions.parse({ adminApiKey: new Secret('KEY'), baseUrl: url, ...spec.options }),
    {
      clock: typeof now === 'function' ? now : () => new Date(now),
      fetch,
      random: () => 0.5,
      env: {},
      resolveSecret: () => TEST_KEY,
      sleep: async () => {},
      ...spec.context,
    },
    spec.limits,
  );
}

export interface Collected {
  readonly pages: readonly FetchedPage[];
  /** All buckets; one that came again replaces the one before. */
  readonly buckets: readonly FetchedBucket[];
  readonly events: readonly FetchEvent[];
  readonly warnings: readonly string[];
  /** What ended it early. */
  readonly error: unknown;
}

/** Reads a whole window, or as far as it goes. */
export async function collect(
  connector: Connector,
  resource: string,
  window: Window,
  {
    cursor = null,
    signal = new AbortController().signal,
  }: { cursor?: string | null; signal?: AbortSignal } = {},
): Promise<Collected> {
  const pages: FetchedPage[] = [];
  const events: FetchEvent[] = [];
  let error: unknown;
  try {
    for await (const page of connector.fetch({
      resource,
      window,
      cursor,
      signal,
      onEvent: (event) => events.push(event),
    })) {
      pages.push(page);
    }
  } catch (thrown) {
    error = thrown;
  }
  const byStart = new Map(pages.flatMap((page) => page.buckets.map((bucket) => [bucket.start, bucket])));
  return {
    pages,
    buckets: [...byStart.values()],
    events,
    warnings: events.flatMap((event) => (event.kind === 'warning' ? [event.message] : [])),
    error,
  };
}

/** Days counted from T0: `[from, to)`. */
export function days(from: number, to: number): Window {
  return { start: T0 + from * DAY, end: T0 + to * DAY };
}
