import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import {
  bucketStart,
  bucketWidth,
  type FetchedBucket,
  type FetchedPage,
  type FetchedPartition,
  type ResourceSpec,
  type Window,
} from '@shipstats/core';

export function checkDeclarations(resources: readonly ResourceSpec[]): void {
  assertUnique(
    'resource',
    resources.map((resource) => resource.name),
  );
  // Finer buckets are of the same metrics.
  const finer = new Set(resources.flatMap((resource) => (resource.finer ? [resource.finer.name] : [])));
  assertUnique(
    'metric',
    resources
      .filter(({ name }) => !finer.has(name))
      .flatMap((resource) => resource.metrics.map((metric) => metric.name)),
  );
  for (const resource of resources) {
    checkFiner(resource);
    const { name, dimensions, measures, metrics, windowBuckets, provisionalBuckets, partition } = resource;
    assert.ok(
      partition === undefined || dimensions.some((dimension) => dimension.name === partition),
      `${name}: the partition ${partition} is not among the dimensions`,
    );
    assertUnique(
      `dimension of ${name}`,
      dimensions.map((dimension) => dimension.name),
    );
    const measureNames = measures.map((measure) => measure.name);
    assertUnique(`measure of ${name}`, measureNames);
    assert.ok(Number.isSafeInteger(windowBuckets) && windowBuckets >= 1, `${name}: windowBuckets`);
    assert.ok(
      Number.isSafeInteger(provisionalBuckets) && provisionalBuckets >= 0,
      `${name}: provisionalBuckets`,
    );
    assert.ok(metrics.length > 0, `${name} has no metric`);
    for (const { name: metric, measure, fields } of metrics) {
      for (const used of [measure, ...fields]) {
        assert.ok(measureNames.includes(used), `${metric}: ${name} has no measure ${used}`);
      }
      assertUnique(`field of ${metric}`, [measure, ...fields]);
    }
    for (const described of [...dimensions, ...measures, ...metrics]) {
      assert.notEqual(described.description.trim(), '', `${name}: ${described.name} has no description`);
    }
  }
}

/** What is asked of the finer buckets is what is asked of the wider ones: they must answer it alike. */
function checkFiner({ finer, ...resource }: ResourceSpec): void {
  if (finer === undefined) return;
  assert.ok(
    bucketWidth(finer.granularity) < bucketWidth(resource.granularity),
    `${finer.name} is not finer than ${resource.name}`,
  );
  assert.deepEqual(finer.dimensions, resource.dimensions, `${finer.name}: dimensions`);
  assert.deepEqual(finer.measures, resource.measures, `${finer.name}: measures`);
  assert.deepEqual(finer.metrics, resource.metrics, `${finer.name}: metrics`);
  assert.notEqual(finer.name, resource.name, 'finer buckets need a resource of their own');
}

export function checkPages(pages: readonly FetchedPage[], resource: ResourceSpec, window: Window): void {
  const { name } = resource;
  assert.ok(pages.length > 0, `${name}: no page`);
  assert.equal(pages.at(-1)?.next, null, `${name}: the last page leads on`);
  let rows = 0;
  let from = window.start;
  for (const { buckets, next } of pages) {
    checkBuckets(buckets, resource, window);
    rows += buckets.reduce((sum, bucket) => sum + bucket.rows.length, 0);
    if (next === null) continue;
    assert.ok(
      next.start > from && next.start < window.end,
      `${name}: paging does not lead on through the window`,
    );
    from = next.start;
  }
  assert.ok(rows > 0, `${name}: the fixture’s window has no rows`);
}

function checkBuckets(buckets: readonly FetchedBucket[], resource: ResourceSpec, window: Window): void {
  const { name } = resource;
  assertUnique(
    `bucket of a page of ${name}`,
    buckets.map((bucket) => String(bucket.start)),
  );
  for (const bucket of buckets) {
    const aligned = bucketStart(bucket.start, resource.granularity);
    assert.equal(bucket.start, aligned, `${name}: bucket in between`);
    assert.ok(
      bucket.start >= window.start && bucket.start < window.end,
      `${name}: bucket outside of the window`,
    );
    assert.ok(
      bucket.isHole !== true || bucket.rows.length + bucket.quarantined.length === 0,
      `${name}: a hole has rows`,
    );
    checkRows(bucket, resource);
  }
}

function checkRows(bucket: FetchedBucket, { name, dimensions, measures }: ResourceSpec): void {
  for (const row of bucket.rows) {
    assert.equal(row.dimensions.length, dimensions.length, `${name}: dimensions of a row`);
    assert.equal(row.values.length, measures.length, `${name}: values of a row`);
    for (const value of row.dimensions)
      assert.ok(value === null || typeof value === 'string', `${name}: dimension`);
    for (const [index, value] of row.values.entries()) {
      if (value === null) continue;
      const isDecimal =
        typeof value === 'object' && typeof value.coefficient === 'bigint' && value.scale >= 0;
      const isRight = measures[index]?.type === 'integer' ? Number.isSafeInteger(value) : isDecimal;
      assert.ok(isRight, `${name}: ${measures[index]?.name} is ${inspect(value)}`);
    }
  }
  for (const { dimensions: read, reason } of bucket.quarantined) {
    assert.notEqual(reason, '', `${name}: a row is in quarantine without a reason`);
    assert.ok(
      read === null || read.length === dimensions.length,
      `${name}: dimensions of a row in quarantine`,
    );
  }
}

export function assertUnique(what: string, names: readonly string[]): void {
  const repeated = names.filter((name, index) => names.indexOf(name) !== index);
  assert.deepEqual(repeated, [], `${what} comes twice`);
}

export function checkPartitions(
  answers: readonly FetchedPartition[],
  partitions: readonly string[],
  resource: ResourceSpec,
  window: Window,
): void {
  const { name } = resource;
  const index = resource.dimensions.findIndex((dimension) => dimension.name === resource.partition);
  const rows = new Map(partitions.map((partition) => [partition, 0]));
  for (const answer of answers) {
    const { partition } = answer;
    assert.ok(rows.has(partition), `${name}: ${partition} was not asked for`);
    assert.equal(answer.kind, 'buckets', `${name}: ${partition} failed: ${inspect(answer)}`);
    if (answer.kind !== 'buckets') continue;
    checkBuckets(answer.buckets, resource, window);
    for (const bucket of answer.buckets) {
      for (const row of bucket.rows) {
        assert.equal(row.dimensions[index], partition, `${name}: a row of another partition`);
      }
      rows.set(partition, (rows.get(partition) ?? 0) + bucket.rows.length);
    }
  }
  for (const [partition, count] of rows) {
    assert.ok(count > 0, `${name}: the fixture’s window has no rows of ${partition}`);
  }
}
