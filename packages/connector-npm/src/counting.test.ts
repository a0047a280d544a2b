import type { DayUtc } from '@shipstats/core';
import { type DownloadsClient, listDays, type RangeOptions } from '@shipstats/registry';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Counting, createCounting } from './counting.ts';

const SPAN = { from: '2026-09-20', to: '2026-11-21' };
let nowMs: number;
let asked: string[];
/** What npm tells of a day instead of the usual; null where it leaves the day out. */
let odd: Map<DayUtc, number | null>;
/** Called before each answer. */
let hold: (priority: RangeOptions['priority']) => Promise<void>;
let counting: Counting;

beforeEach(() => {
  nowMs = Date.parse('2026-11-22T10:00:00Z');
  asked = [];
  odd = new Map();
  hold = async () => {};
  counting = createCounting({ registryRange } as DownloadsClient, () => new Date(nowMs)); // nothing else is called
});

const registryRange: DownloadsClient['registryRange'] = async (from, to, options) => {
  asked.push(`${from}:${to}`);
  await hold(options?.priority);
  return [...listDays({ from, to })].flatMap((day) => {
    const downloads = odd.has(day) ? odd.get(day) : 1_000_000;
    return downloads == null ? [] : [{ day, downloads }];
  });
};

async function holes(options: RangeOptions = {}): Promise<string[]> {
  const counted = await counting.of(SPAN, options);
  if ('refusal' in counted) throw counted.refusal;
  return [...counted.holes];
}

describe('days that npm lost', () => {
  it.each<[string, number | null]>([
    ['counted low', 10_000],
    ['at zero', 0],
  ])(
    'are asked for once a day again for a month, and are none once npm has mended them (%s)',
    async (_, count) => {
      odd.set('2026-10-25', count).set('2026-10-01', count);
      expect(await holes()).toEqual(['2026-10-01', '2026-10-25']);
      odd.clear();
      nowMs += 3_600_000;
      expect(await holes()).toEqual(['2026-10-01', '2026-10-25']);
      nowMs += 23 * 3_600_000;
      expect(await holes()).toEqual(['2026-10-01']);
      expect(asked.at(-1)).toMatch(/^2026-10-25:/);
    },
  );

  it('are looked for also where npm left them out', async () => {
    odd.set('2026-11-02', null);
    await holes();
    odd.clear();
    nowMs += 24 * 3_600_000;
    const counted = await counting.of(SPAN, {});
    expect('refusal' in counted ? null : counted.totals.get('2026-11-02')).toBe(1_000_000);
  });
});

describe('whoever looks at a page', () => {
  it('does not wait for what takes its time', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    hold = (priority) => (priority === 'now' ? Promise.resolve() : released);
    const behind = holes({ priority: 'background' });
    expect(await holes({ priority: 'now' })).toEqual([]);
    release();
    await behind;
  });

  it('shares what was asked for before', async () => {
    await holes({ priority: 'background' });
    await holes({ priority: 'now' });
    expect(asked).toHaveLength(1);
  });
});
