import assert from 'node:assert/strict';
import type {
  Connector,
  FetchEvent,
  FetchedBucket,
  FetchedPage,
  FetchedPartition,
  ResourceSpec,
  Window,
} from '@shipstats/core';
import { assertUnique } from './check-answers.ts';

export interface ReadRequest {
  readonly resource: string;
  readonly window: Window;
  readonly cursor?: string | null;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: FetchEvent) => void;
}

export async function read(
  connector: Connector,
  { cursor = null, signal = new AbortController().signal, onEvent, ...request }: ReadRequest,
): Promise<{ readonly pages: FetchedPage[]; readonly events: FetchEvent[] }> {
  const pages: FetchedPage[] = [];
  const events: FetchEvent[] = [];
  for await (const page of connector.fetch({
    ...request,
    cursor,
    signal,
    onEvent: (event) => {
      events.push(event);
      onEvent?.(event);
    },
  })) {
    pages.push(page);
  }
  return { pages, events };
}

export function wholeResources(connector: Connector): readonly ResourceSpec[] {
  return connector.resources.filter(({ partition }) => partition === undefined);
}

export function partitionedResources(connector: Connector): readonly ResourceSpec[] {
  return connector.resources.filter(({ partition }) => partition !== undefined);
}

/** The partitions that a connector keeps up to date: the fixture must make it name some. */
export async function partitionsOf(connector: Connector, resource: string): Promise<readonly string[]> {
  assert.ok(connector.partitions, `${resource}: the connector has no \`partitions\``);
  const specs = await connector.partitions(resource, new AbortController().signal);
  const names = specs.map(({ partition }) => partition);
  assert.ok(names.length > 0, `${resource}: the fixture’s connector names no partition`);
  assertUnique(`partition of ${resource}`, names);
  for (const { partition, since, createdAt } of specs) {
    for (const moment of [since ?? 0, createdAt ?? 0]) {
      assert.ok(Number.isSafeInteger(moment), `${resource}: ${partition} begins at no moment`);
    }
  }
  return names;
}

export interface ReadPartitionsRequest extends Omit<ReadRequest, 'cursor'> {
  readonly partitions: readonly string[];
}

export async function readPartitions(
  connector: Connector,
  { signal = new AbortController().signal, onEvent, ...request }: ReadPartitionsRequest,
): Promise<{ readonly answers: FetchedPartition[]; readonly events: FetchEvent[] }> {
  assert.ok(connector.fetchPartitions, `${request.resource}: the connector has no \`fetchPartitions\``);
  const answers: FetchedPartition[] = [];
  const events: FetchEvent[] = [];
  for await (const answer of connector.fetchPartitions({
    ...request,
    signal,
    onEvent: (event) => {
      events.push(event);
      onEvent?.(event);
    },
  })) {
    answers.push(answer);
  }
  return { answers, events };
}

/** Reads a resource in the way that it is read. */
export async function readAny(
  connector: Connector,
  { resource, ...request }: Omit<ReadRequest, 'resource' | 'cursor'> & { readonly resource: ResourceSpec },
): Promise<{ readonly events: FetchEvent[] }> {
  const { name } = resource;
  if (resource.partition === undefined) return read(connector, { ...request, resource: name });
  return readPartitions(connector, {
    ...request,
    resource: name,
    partitions: await partitionsOf(connector, name),
  });
}

/** What a store holds of a partition after these answers; the last message if it failed. */
export function mergePartition(answers: readonly FetchedPartition[], partition: string): unknown {
  const own = answers.filter((answer) => answer.partition === partition);
  const pages = own.flatMap((answer) =>
    answer.kind === 'buckets' ? [{ buckets: answer.buckets, next: null }] : [],
  );
  return { buckets: merge(pages), failed: own.findLast((answer) => answer.kind === 'failed')?.message };
}

/** What a store holds after these pages: the last of each bucket, in order. */
export function merge(pages: readonly FetchedPage[]): FetchedBucket[] {
  const byStart = new Map(pages.flatMap((page) => page.buckets.map((bucket) => [bucket.start, bucket])));
  return [...byStart.values()].sort((a, b) => a.start - b.start);
}
