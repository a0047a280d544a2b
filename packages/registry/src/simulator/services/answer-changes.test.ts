import { describe, expect, it } from 'vitest';
import { startNpmSimulator } from '../start-npm-simulator.ts';
import { ask, NOW, useSimulator } from '../test-client.ts';

const npm = useSimulator();

describe('the change feed', () => {
  it('is read in pages, without a gap and without a repetition', async () => {
    const { changesUrl } = npm();
    const { update_seq: newest } = (await ask(`${changesUrl}/`)).json;
    const whole = (await ask(`${changesUrl}/_changes?since=${newest - 3_000}`)).json;
    expect(whole.results).toHaveLength(1_000);
    expect(whole.last_seq).toBe(newest);
    const paged: unknown[] = [];
    for (let since = newest - 3_000; since < newest; ) {
      const page = (await ask(`${changesUrl}/_changes?since=${since}&limit=300`)).json;
      paged.push(...page.results);
      since = page.last_seq;
    }
    expect(paged).toEqual(whole.results);
    expect((await ask(`${changesUrl}/_changes?since=${newest}`)).json).toEqual({
      results: [],
      last_seq: newest,
    });
  });

  it('tells of deletions, after which the package is gone', async () => {
    const rows: { id: string; deleted?: boolean }[] = [];
    for (let since = 0, hasMore = true; hasMore; ) {
      const { results, last_seq } = (await ask(`${npm().changesUrl}/_changes?since=${since}&limit=10000`))
        .json;
      rows.push(...results);
      since = last_seq;
      hasMore = results.length > 0;
    }
    const own = rows.filter(({ id }) => id === 'edge-deleted');
    expect(own.map(({ deleted }) => deleted === true)).toEqual([...own.slice(1).map(() => false), true]);
    expect(own.length).toBeGreaterThan(1);
    expect((await ask(`${npm().registryUrl}edge-deleted`)).status).toBe(404);
  });

  it('refuses what npm took away, and too much at once', async () => {
    for (const query of ['include_docs=true', 'feed=continuous', 'limit=10001', 'since=x']) {
      expect((await ask(`${npm().changesUrl}/_changes?${query}`)).status).toBe(400);
    }
  });

  it('goes on when the clock moves, and what was told stays', async () => {
    const own = await startNpmSimulator({ now: NOW });
    try {
      const { update_seq: before } = (await ask(`${own.changesUrl}/`)).json;
      const tail = await ask(`${own.changesUrl}/_changes?since=${before - 300}`);
      const known = own.world.packages(own.now().getTime()).length;
      own.advance(10 * 86_400_000);
      const after = (await ask(`${own.changesUrl}/_changes?since=${before}`)).json;
      expect(after.results.length).toBeGreaterThan(5);
      expect(own.world.packages(own.now().getTime()).length).toBe(known + 5);
      const again = (await ask(`${own.changesUrl}/_changes?since=${before - 300}&limit=100`)).json;
      expect(again.results).toEqual(tail.json.results);
      // A package of those days can be read, and could not before.
      const newest = own.world.packages(own.now().getTime()).at(-1)?.name ?? '';
      expect((await ask(`${own.registryUrl}${newest}`)).status).toBe(200);
      own.setNow(NOW);
      expect((await ask(`${own.registryUrl}${newest}`)).status).toBe(404);
    } finally {
      await own.close();
    }
  });
});
