import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import {
  type Connector,
  type ConnectorContext,
  type ConnectorDefinition,
  ConnectorError,
  type FetchEvent,
  type Window,
  withFiner,
} from '@shipstats/core';
import { checkDeclarations, checkPages, checkPartitions } from './contract/check-answers.ts';
import {
  merge,
  mergePartition,
  partitionedResources,
  partitionsOf,
  read,
  readAny,
  readPartitions,
  wholeResources,
} from './contract/read-connector.ts';

/** A source to test a connector against: a simulator, or a server with recorded answers. */
export interface ConnectorFixture<Options> {
  readonly definition: ConnectorDefinition<Options>;
  /** The connector's options as a user writes them. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly context: ConnectorContext;
  /** The same source, with credentials that it refuses; of a source without any, one that refuses everyone. */
  readonly refusedContext: ConnectorContext;
  /** What no error, event or check may show: the credentials of both contexts. */
  readonly secrets: readonly string[];
  /**
   * A span in which every resource has rows, of a partitioned one for each partition that the connector names; best
   * one that takes several pages.
   */
  readonly window: Window;
  readonly close: () => Promise<void>;
}

/** Registers one test: `it` of any test runner. */
export type RegisterTest = (name: string, run: () => Promise<void>) => void;

/**
 * The contract of every connector, as tests: what it declares, what its rows look like, windows, resuming,
 * aborting, secrets, and its check. Resources with a partition are read by it, all others by window.
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
    checkDeclarations(connector.resources);
    for (const resource of connector.resources) {
      assert.ok(
        withFiner(definition.resources).some(({ name }) => name === resource.name),
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
    for (const resource of wholeResources(connector)) {
      const { pages } = await read(connector, { resource: resource.name, window });
      checkPages(pages, resource, window);
    }
  });

  test('names its partitions and gives rows of each, in whole buckets of the window', async ({
    window,
  }, connector) => {
    for (const resource of partitionedResources(connector)) {
      const partitions = await partitionsOf(connector, resource.name);
      const { answers } = await readPartitions(connector, { resource: resource.name, partitions, window });
      checkPartitions(answers, partitions, resource, window);
    }
  });

  test('reads the partitions that it is asked for, and no others', async ({ window }, connector) => {
    for (const { name } of partitionedResources(connector)) {
      const [first, ...others] = await partitionsOf(connector, name);
      const one = first === undefined ? [] : [first];
      const { answers } = await readPartitions(connector, { resource: name, partitions: one, window });
      const named = new Set(answers.map(({ partition }) => partition));
      assert.ok(!others.some((other) => named.has(other)), `${name}: a partition that was not asked for`);
      const { answers: none } = await readPartitions(connector, { resource: name, partitions: [], window });
      assert.deepEqual(none, [], `${name}: an answer though nothing was asked for`);
    }
  });

  test('gives the same of a partition whether it is read alone or with others', async ({
    window,
  }, connector) => {
    for (const { name } of partitionedResources(connector)) {
      const partitions = await partitionsOf(connector, name);
      const together = await readPartitions(connector, { resource: name, partitions, window });
      for (const partition of partitions) {
        const alone = await readPartitions(connector, { resource: name, partitions: [partition], window });
        assert.deepEqual(
          mergePartition(alone.answers, partition),
          mergePartition(together.answers, partition),
          `${name} of ${partition}`,
        );
      }
    }
  });

  test('gives the same rows when it is interrupted after any page and goes on', async ({
    window,
  }, connector) => {
    for (const { name } of wholeResources(connector)) {
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
    for (const { name } of wholeResources(connector)) {
      const whole = await read(connector, { resource: name, window });
      const again = await read(connector, { resource: name, window, cursor: 'no cursor of mine' });
      assert.deepEqual(merge(again.pages), merge(whole.pages), name);
    }
  });

  test('tells of each request', async ({ window }, connector) => {
    for (const resource of connector.resources) {
      const { name } = resource;
      const { events } = await readAny(connector, { resource, window });
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
    for (const resource of connector.resources) {
      const { name } = resource;
      await assert.rejects(readAny(connector, { resource, window, signal: AbortSignal.abort() }), name);
      const abort = new AbortController();
      const reading = readAny(connector, {
        resource,
        window,
        signal: abort.signal,
        onEvent: () => abort.abort(),
      });
      await assert.rejects(reading, name);
    }
  });

  test('fails for a resource that it does not have', async ({ window }, connector) => {
    await assert.rejects(read(connector, { resource: 'no-such-resource', window }));
    // A resource that has partitions has no whole buckets, and the other way round.
    for (const { name } of partitionedResources(connector)) {
      await assert.rejects(read(connector, { resource: name, window }), name);
    }
    if (!connector.fetchPartitions) return;
    for (const resource of ['no-such-resource', ...wholeResources(connector).map(({ name }) => name)]) {
      await assert.rejects(readPartitions(connector, { resource, partitions: ['any'], window }), resource);
    }
  });

  test('fails as a ConnectorError when the credentials are refused, and shows none', async (fixture) => {
    const connector = connectorOf(fixture, fixture.refusedContext);
    for (const resource of connector.resources) {
      const { name } = resource;
      const events: FetchEvent[] = [];
      const error: unknown = await readAny(connector, {
        resource,
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

function assertHides(shown: unknown, secrets: readonly string[]): void {
  const text = inspect(shown, { depth: 12, maxStringLength: null, maxArrayLength: null, showHidden: true });
  for (const secret of secrets) assert.ok(!text.includes(secret), 'a secret is shown');
}
