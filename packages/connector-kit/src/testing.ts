import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import {
  bucketStart,
  type Connector,
  type ConnectorContext,
  type ConnectorDefinition,
  ConnectorError,
  type FetchEvent,
  type FetchedBucket,
  type FetchedPage,
  type ResourceSpec,
  type Window,
} from '@shipstats/core';

/** A source to test a connector against: a simulator, or a server with recorded answers. */
export interface ConnectorFixture<Options> {
  readonly definition: ConnectorDefinition<Options>;
  /** The connector's options as a user writes them. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly context: ConnectorContext;
  /** The same source, with credentials that it refuses. */
  readonly refusedContext: ConnectorContext;
  /** What no error, event or check may show: the credentials of both contexts. */
  readonly secrets: readonly string[];
  /** A span in which every resource has rows; best one that takes several pages. */
  readonly window: Window;
  readonly close: () => Promise<void>;
}

/** Registers one test: `it` of any test runner. */
export type RegisterTest = (name: string, run: () => Promise<void>) => void;

/**
 * The contract of every connector, as tests: what it declares, what its rows look like, windows, resuming,
 * aborting, secrets, and its check.
 *
 * Each test gets a fixture of its own from `setUp` and closes it.
 *
 * @example
 * ```ts
 * import { it } from 'vitest';
 * testConnector(it, async () => ({ definition: acme, options, context, refusedContext, secrets, window, close }));
 * ```
 */
export function testConnector<Options>(
  it: RegisterTest,
  setUp: () => Promise<ConnectorFixture<Options>>,
): void {
  const test = (
    name: string,
    run: (fixture: ConnectorFixture<Options>, connector: Connector) => Promise<void>,
  ) =>
    it(name, async () => {
      const fixture = await setUp();
      try {
        await run(fixture, connectorOf(fixture, fixture.context));
      } finally {
        await fixture.close();
      }
    });

  test('declares resources and metrics that fit together', async ({ definition }, connector) => {
    checkDeclarations(definition.resources);
    for (const resource of connector.resources) {
      assert.ok(
        definition.resources.includes(resource),
        `${resource.name} is not among the definition's resources`,
      );
    }
    assert.ok(Number.isSafeInteger(connector.historyDays) && connector.historyDays >= 1, 'historyDays');
    assert.match(definition.docs, /^docs\/.+\.md$/);
  });

  test('refuses an option that it does not know', async ({ definition, options }) => {
    assert.ok(definition.options.safeParse(options).success, 'the fixture’s options must be good');
    assert.ok(!definition.options.safeParse({ ...options, noSuchOption: 1 }).success);
  });

  test('gives rows as its resources declare them, in whole buckets of the window', async ({
    window,
  }, connector) => {
    for (const resource of connector.resources) {
      const { pages } = await read(connector, { resource: resource.name, window });
      checkPages(pages, resource, window);
    }
  });

  test('gives the same rows when it is interrupted after any page and goes on', async ({
    window,
  }, connector) => {
    for (const { name } of connector.resources) {
      const whole = await read(connector, { resource: name, window });
      for (const [index, page] of whole.pages.entries()) {
        if (page.next === null) continue;
        const { start, cursor } = page.next;
        // Without a cursor the rest is a window of its own.
        const rest = cursor === null ? { start, end: window.end } : window;
        const resumed = await read(connector, { resource: name, window: rest, cursor });
        assert.deepEqual(
          merge([...whole.pages.slice(0, index + 1), ...resumed.pages]),
          merge(whole.pages),
          `${name}, after page ${index + 1}`,
        );
      }
    }
  });

  test('gives the same rows when its cursor cannot be read', async ({ window }, connector) => {
    for (const { name } of connector.resources) {
      const whole = await read(connector, { resource: name, window });
      const again = await read(connector, { resource: name, window, cursor: 'no cursor of mine' });
      assert.deepEqual(merge(again.pages), merge(whole.pages), name);
    }
  });

  test('tells of each request', async ({ window }, connector) => {
    for (const { name } of connector.resources) {
      const { events } = await read(connector, { resource: name, window });
      assert.ok(
        events.some((event) => event.kind === 'request'),
        name,
      );
    }
  });

  test('has a query identity for each resource that does not change by itself', async (fixture, connector) => {
    const twin = connectorOf(fixture, fixture.context);
    const identities = connector.resources.map(({ name }) => connector.queryIdentity(name));
    assert.deepEqual(
      identities,
      connector.resources.map(({ name }) => twin.queryIdentity(name)),
    );
    for (const identity of identities) assert.notEqual(identity, '');
    assertHides(identities, fixture.secrets);
  });

  test('stops when it is aborted, before and while it reads', async ({ window }, connector) => {
    for (const { name } of connector.resources) {
      await assert.rejects(read(connector, { resource: name, window, signal: AbortSignal.abort() }), name);
      const abort = new AbortController();
      const reading = read(connector, {
        resource: name,
        window,
        signal: abort.signal,
        onEvent: () => abort.abort(),
      });
      await assert.rejects(reading, name);
    }
  });

  test('fails for a resource that it does not have', async ({ window }, connector) => {
    await assert.rejects(read(connector, { resource: 'no-such-resource', window }));
  });

  test('fails as a ConnectorError when the credentials are refused, and shows none', async (fixture) => {
    const connector = connectorOf(fixture, fixture.refusedContext);
    for (const { name } of connector.resources) {
      const events: FetchEvent[] = [];
      const error: unknown = await read(connector, {
        resource: name,
        window: fixture.window,
        onEvent: (event) => events.push(event),
      }).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      assert.ok(error instanceof ConnectorError, `${name}: ${inspect(error)}`);
      assert.notEqual(error.hint ?? '', '', `${name}: the error has no hint`);
      assertHides([error, error.message, error.stack, events], fixture.secrets);
    }
  });

  test('finds nothing wrong when it checks good credentials', async ({ secrets }, connector) => {
    const results = await connector.check(new AbortController().signal);
    assert.ok(results.length > 0, 'no result');
    assert.deepEqual(
      results.filter((result) => !result.ok),
      [],
    );
    assertHides(results, secrets);
  });

  test('says what to do when it checks credentials that are refused', async (fixture) => {
    const results = await connectorOf(fixture, fixture.refusedContext).check(new AbortController().signal);
    const failures = results.filter((result) => !result.ok);
    assert.ok(failures.length > 0, 'the check found nothing wrong');
    for (const failure of failures) assert.notEqual(failure.hint ?? '', '', failure.name);
    assertHides(results, fixture.secrets);
  });
}

function connectorOf<Options>(fixture: ConnectorFixture<Options>, context: ConnectorContext): Connector {
  return fixture.definition.create(fixture.definition.options.parse(fixture.options), context);
}

interface ReadRequest {
  readonly resource: string;
  readonly window: Window;
  readonly cursor?: string | null;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: FetchEvent) => void;
}

async function read(
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

/** What a store holds after these pages: the last of each bucket, in order. */
function merge(pages: readonly FetchedPage[]): FetchedBucket[] {
  const byStart = new Map(pages.flatMap((page) => page.buckets.map((bucket) => [bucket.start, bucket])));
  return [...byStart.values()].sort((a, b) => a.start - b.start);
}

function checkDeclarations(resources: readonly ResourceSpec[]): void {
  assertUnique(
    'resource',
    resources.map((resource) => resource.name),
  );
  assertUnique(
    'metric',
    resources.flatMap((resource) => resource.metrics.map((metric) => metric.name)),
  );
  for (const { name, dimensions, measures, metrics, windowBuckets, provisionalBuckets } of resources) {
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

function checkPages(pages: readonly FetchedPage[], resource: ResourceSpec, window: Window): void {
  const { name } = resource;
  assert.ok(pages.length > 0, `${name}: no page`);
  assert.equal(pages.at(-1)?.next, null, `${name}: the last page leads on`);
  let rows = 0;
  let from = window.start;
  for (const { buckets, next } of pages) {
    assertUnique(
      `bucket of a page of ${name}`,
      buckets.map((bucket) => String(bucket.start)),
    );
    for (const bucket of buckets) {
      assert.equal(
        bucket.start,
        bucketStart(bucket.start, resource.granularity),
        `${name}: bucket in between`,
      );
      assert.ok(
        bucket.start >= window.start && bucket.start < window.end,
        `${name}: bucket outside of the window`,
      );
      rows += bucket.rows.length;
      checkRows(bucket, resource);
    }
    if (next === null) continue;
    assert.ok(
      next.start > from && next.start < window.end,
      `${name}: paging does not lead on through the window`,
    );
    from = next.start;
  }
  assert.ok(rows > 0, `${name}: the fixture’s window has no rows`);
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

function assertUnique(what: string, names: readonly string[]): void {
  const repeated = names.filter((name, index) => names.indexOf(name) !== index);
  assert.deepEqual(repeated, [], `${what} comes twice`);
}

function assertHides(shown: unknown, secrets: readonly string[]): void {
  const text = inspect(shown, { depth: 12, maxStringLength: null, maxArrayLength: null, showHidden: true });
  for (const secret of secrets) assert.ok(!text.includes(secret), 'a secret is shown');
}
