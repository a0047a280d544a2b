import { copyFileSync, existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { scenarioNamed } from '@shipstats/connector-openai/simulator';
import { openSqliteStore, type Store } from '@shipstats/store';
import { describe, expect, it } from 'vitest';
import { createOpenAIWorld, expectTruth, NAME, type OpenAIWorld } from './testing/openai-world.ts';
import { storedTable } from './testing/stored-table.ts';

/** Everything that a store holds, but for the times of reading. */
async function contentOf(store: Store, world: OpenAIWorld): Promise<unknown> {
  const window = world.history();
  const content: Record<string, unknown> = {};
  for (const resource of world.connector.resources) {
    const buckets = await store.storedBuckets(NAME, resource.name, window);
    content[resource.name] = {
      buckets: buckets.map(({ syncedAt: _, ...bucket }) => bucket),
      rows: await storedTable(store, { connector: NAME, resource, window }),
      progress: await store.progress(NAME, resource.name),
    };
  }
  const withoutTime = ({ seenAt: _, ...entry }: { readonly seenAt: number }) => entry;
  return {
    ...content,
    revisions: (await store.revisions({ limit: 10_000 })).map(withoutTime),
    quarantine: (await store.quarantine({ limit: 10_000 })).map(withoutTime),
    counts: await store.counts(),
  };
}

interface CrashOptions {
  readonly pageBuckets: number | null;
  /** The metrics to read; all by default. */
  readonly resources?: readonly string[];
}

/** The world of a scenario with 90 days to fetch; tells of each request before it is sent. */
function worldOf(name: string, { pageBuckets, ...options }: CrashOptions, onRequest: () => void) {
  return createOpenAIWorld({
    simulator: {
      ...scenarioNamed(name).options,
      scale: { projects: 1 },
      switches: { pageBuckets },
    },
    connector: { lookbackDays: 90, ...options },
    fetch: (...request) => {
      onRequest();
      return fetch(...request);
    },
  });
}

/** The store's file as a process leaves it that dies now: SQLite needs the database and its write-ahead log. */
function copyStore(from: string, to: string): string {
  copyFileSync(from, to);
  if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${to}-wal`);
  return to;
}

describe('crash-at-every-request', () => {
  it.each<[string, CrashOptions]>([
    ['windows of one page', { pageBuckets: null }],
    [
      'windows of several pages',
      { pageBuckets: 13, resources: ['openai_completions_requests', 'openai_cost_usd'] },
    ],
  ])(
    'a backfill in %s that dies at any request ends like one that does not',
    async (_, options) => {
      const images: string[] = [];
      let isDying = false;
      await using world = await worldOf('crash-at-every-request', options, () => {
        if (isDying) images.push(copyStore(world.file, `${world.file}.${images.length}`));
      });
      // The first days were read earlier, so that the backfill revises some and has old ones to keep.
      world.simulator.setNow('2026-08-16T10:00:00Z');
      await world.sync({ connector: world.connect({ lookbackDays: 5 }) });
      world.simulator.setNow('2026-08-21T10:00:00Z');
      // In every answer for costs a row cannot be read.
      world.simulator.setFaults([{ match: { path: '/costs' }, do: { kind: 'badAmount', raw: '"1,5"' } }]);
      isDying = true;
      await world.sync();
      isDying = false;
      const urls = world.simulator
        .requests()
        .slice(-images.length)
        .map(({ rawUrl }) => rawUrl);
      const uninterrupted = await contentOf(world.store, world);
      expect(await world.store.revisions({ limit: 1 })).toHaveLength(1);
      expect(await world.store.quarantine({ limit: 1 })).toHaveLength(1);

      for (const [index, file] of images.entries()) {
        world.simulator.clearRequests();
        const store = await openSqliteStore({ file });
        try {
          const run = await world.sync({ store, connector: world.connect() });
          expect([index, run.status]).toEqual([index, 'partial']);
          // The request that was on its way is sent again, and none of those before.
          expect(world.simulator.requests().map(({ rawUrl }) => rawUrl)).toEqual(urls.slice(index));
          const content = await contentOf(store, world);
          // Telling the difference takes long, finding out that there is none does not.
          if (!isDeepStrictEqual(content, uninterrupted)) expect(content).toEqual(uninterrupted);
        } finally {
          await store.close();
        }
      }
      world.simulator.setFaults([]);
      await world.sync();
      await expectTruth(world);
    },
    60_000,
  );
});
