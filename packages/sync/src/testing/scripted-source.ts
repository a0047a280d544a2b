import {
  type Connector,
  ConnectorError,
  count,
  DAY,
  type FetchedBucket,
  type FetchRequest,
  type ResourceSpec,
  type UnixSeconds,
} from '@shipstats/core';

/** A source that answers from a pure function, page by page, and does on request what sources do. */
export interface ScriptedSource {
  readonly connector: Connector;
  /** Every request that was sent: one a page. */
  readonly requests: readonly SentRequest[];
  /** What the source says of a bucket from now on. */
  answer: (resource: string, start: UnixSeconds) => FetchedBucket | null;
  /** Called before each answer; what it throws is the answer, what it waits for delays it. */
  onRequest: (request: SentRequest, signal: AbortSignal) => void | Promise<void>;
}

export interface SentRequest {
  /** From 1, over all resources. */
  readonly number: number;
  readonly resource: string;
  readonly start: UnixSeconds;
  readonly end: UnixSeconds;
  readonly cursor: string | null;
}

export interface ScriptedSourceOptions {
  readonly resources?: readonly string[];
  readonly historyDays?: number;
  readonly windowBuckets?: number;
  readonly provisionalBuckets?: number;
  readonly monthClosesDays?: number;
  /** Buckets a page. */
  readonly pageBuckets?: number;
  readonly identity?: string;
}

/** One row a model; the numbers tell which day and resource they are of. */
export function scriptedBucket(resource: string, start: UnixSeconds): FetchedBucket {
  const day = start / DAY;
  return {
    start,
    rows: ['small', 'large'].map((model, index) => ({
      dimensions: [model],
      values: [(day % 1000) * 100 + resource.length * 10 + index],
    })),
    quarantined: [],
  };
}

export function scriptedResource(name: string, options: ScriptedSourceOptions = {}): ResourceSpec {
  return {
    name,
    title: name,
    endpoint: `GET /${name}`,
    kind: 'flow',
    granularity: 'day',
    dimensions: [{ name: 'model', description: 'Which model.' }],
    measures: [{ name: 'tokens', unit: count('tokens'), type: 'integer', description: 'How many.' }],
    metrics: [],
    windowBuckets: options.windowBuckets ?? 10,
    provisionalBuckets: options.provisionalBuckets ?? 2,
    ...(options.monthClosesDays === undefined ? {} : { monthClosesDays: options.monthClosesDays }),
  };
}

export function createScriptedSource(options: ScriptedSourceOptions = {}): ScriptedSource {
  const { historyDays = 25, pageBuckets = 5, identity = 'v1' } = options;
  const resources = (options.resources ?? ['a']).map((name) => scriptedResource(name, options));
  const requests: SentRequest[] = [];

  async function* fetch(request: FetchRequest) {
    const { resource, window, signal } = request;
    let { cursor } = request;
    for (;;) {
      const start = cursor === null ? window.start : Number(cursor.split('@')[1]);
      const sent = { number: requests.length + 1, resource, start, end: window.end, cursor };
      requests.push(sent);
      request.onEvent({ kind: 'request', label: resource });
      await source.onRequest(sent, signal);
      if (cursor !== null && !cursor.startsWith(`${identity} ${window.start}..${window.end}@`)) {
        throw new ConnectorError(`${resource}: 400 The page token is invalid.`, {
          code: 'bad-request',
          status: 400,
        });
      }
      const end = Math.min(start + pageBuckets * DAY, window.end);
      const buckets: FetchedBucket[] = [];
      for (let at = start; at < end; at += DAY) {
        const bucket = source.answer(resource, at);
        if (bucket) buckets.push(bucket);
      }
      cursor = end < window.end ? `${identity} ${window.start}..${window.end}@${end}` : null;
      yield { buckets, next: cursor === null ? null : { start: end, cursor } };
      if (cursor === null) return;
    }
  }

  const connector: Connector = {
    resources,
    historyDays,
    queryIdentity: () => identity,
    fetch,
    check: async () => [],
  };
  const source: ScriptedSource = {
    connector,
    requests,
    answer: scriptedBucket,
    onRequest: () => undefined,
  };
  return source;
}
