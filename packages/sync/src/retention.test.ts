import { DAY } from '@shipstats/core';
import { describe, expect, it } from 'vitest';
import { applyRetention } from './retention.ts';
import { createScriptedSource } from './testing/scripted-source.ts';
import { createSyncWorld, NOON, TODAY } from './testing/sync-world.ts';

async function stored() {
  const w = await createSyncWorld();
  await w.run(createScriptedSource({ resources: ['a', 'bb'] }));
  const starts = async () =>
    (await w.store.storedBuckets('test', 'a', { start: 0, end: TODAY + DAY })).map(({ start }) => start);
  return { ...w, starts };
}

describe('applyRetention', () => {
  it('keeps the last days, today included', async () => {
    const { store, starts } = await stored();
    const deleted = await applyRetention({ store, connector: 'test', maxAgeDays: 7, now: NOON });
    expect(deleted).toBe(2 * 18);
    expect(await starts()).toHaveLength(7);
    expect((await starts())[0]).toBe(TODAY - 6 * DAY);
  });

  it('keeps less of a resource whose buckets are many, though the user keeps everything', async () => {
    const { store, starts } = await stored();
    const resources = createScriptedSource({ resources: ['a', 'bb'] }).connector.resources.map((resource) =>
      resource.name === 'a' ? { ...resource, keepDays: 3 } : resource,
    );
    const kept = { store, connector: 'test', maxAgeDays: null, now: NOON };
    expect(await applyRetention(kept)).toBe(0);
    expect(await applyRetention({ ...kept, resources })).toBe(22);
    expect(await starts()).toHaveLength(3);
    expect(await applyRetention({ ...kept, resources, maxAgeDays: 2 })).toBe(1 + 23);
  });

  it('forgets the values that no row has any more, without looking at days where everything is kept', async () => {
    const { store } = await stored();
    const forgotten: string[] = [];
    const counting = {
      ...store,
      deleteBefore: () => Promise.reject(new Error('nothing is too old')),
      counts: () => Promise.reject(new Error('goes through everything')),
      forgetUnused: async (connector: string) => {
        forgotten.push(connector);
        return store.forgetUnused(connector);
      },
    };
    await applyRetention({ store: counting, connector: 'test', maxAgeDays: null, now: NOON });
    expect(forgotten).toEqual(['test']);
  });

  it('does not touch other connectors', async () => {
    const { store, starts } = await stored();
    expect(await applyRetention({ store, connector: 'other', maxAgeDays: 1, now: NOON })).toBe(0);
    expect(await starts()).toHaveLength(25);
  });

  it('does not empty the store under a clock that is years ahead', async () => {
    const { store, starts } = await stored();
    await applyRetention({ store, connector: 'test', maxAgeDays: 30, now: NOON + 3650 * DAY });
    expect(await starts()).toHaveLength(25);
  });
});
