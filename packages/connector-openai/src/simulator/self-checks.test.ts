import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from './endpoints.ts';
import type { Simulator } from './options.ts';
import { startSimulator } from './start-simulator.ts';
import { type ApiRow, amountOf, ask, nanosOf, numberOf, readBuckets, readPage, unix } from './test-client.ts';

const now = '2026-08-21T10:00:00Z';
const start = unix('2026-08-14T00:00:00Z');
const usageEndpoints = endpoints.filter((endpoint) => endpoint.name !== 'costs');

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ now });
});
afterAll(() => simulator.close());

function sums(rows: readonly ApiRow[], measures: readonly string[]): number[] {
  return measures.map((measure) => rows.reduce((sum, row) => sum + numberOf(row, measure), 0));
}

describe('usage', () => {
  it.each(usageEndpoints.map((endpoint) => [endpoint.name, endpoint] as const))(
    '%s: the rows of any grouping add up to the ungrouped row',
    async (_, endpoint) => {
      const plain = await readBuckets(simulator, `${endpoint.path}?start_time=${start}&limit=31`);
      expect(plain).toHaveLength(8);
      expect(plain.some((bucket) => bucket.results.length === 1)).toBe(true);
      const groupings = [...endpoint.groupBy.map((dimension) => [dimension]), endpoint.groupBy];
      for (const grouping of groupings) {
        const query = grouping.map((dimension) => `&group_by=${dimension}`).join('');
        const grouped = await readBuckets(simulator, `${endpoint.path}?start_time=${start}&limit=31${query}`);
        expect(grouped.map((bucket) => sums(bucket.results, endpoint.measures))).toEqual(
          plain.map((bucket) => sums(bucket.results, endpoint.measures)),
        );
      }
    },
  );

  it('gives every grouped row other dimensions than all its neighbours', async () => {
    const query = endpoints[0]?.groupBy.map((dimension) => `&group_by=${dimension}`).join('');
    const [day] = await readBuckets(
      simulator,
      `usage/completions?start_time=${start}&limit=1&end_time=${start + 86_400}${query}`,
    );
    const rows = day?.results ?? [];
    const keys = rows.map((row) =>
      endpoints[0]?.dimensions.map((dimension) => String(row[dimension])).join('|'),
    );
    expect(rows.length).toBeGreaterThan(25);
    expect(new Set(keys).size).toBe(rows.length);
  });

  it('says the same by minutes, by hours and by days, today included', async () => {
    for (const day of [unix('2026-08-18T00:00:00Z'), unix('2026-08-21T00:00:00Z')]) {
      const range = `start_time=${day}&end_time=${day + 86_400}&group_by=model`;
      for (const endpoint of usageEndpoints.filter(
        (each) => each.kind === 'flow' && each.groupBy.includes('model'),
      )) {
        const [days, hours, minutes] = await Promise.all([
          readBuckets(simulator, `${endpoint.path}?${range}&bucket_width=1d`),
          readBuckets(simulator, `${endpoint.path}?${range}&bucket_width=1h&limit=168`),
          readBuckets(simulator, `${endpoint.path}?${range}&bucket_width=1m&limit=1440`),
        ]);
        const flat = (buckets: typeof days) =>
          sums(
            buckets.flatMap((bucket) => bucket.results),
            endpoint.measures,
          );
        expect(flat(hours)).toEqual(flat(days));
        expect(flat(minutes)).toEqual(flat(days));
      }
    }
  });

  it('reads a level at the end of its bucket', async () => {
    const day = unix('2026-08-18T00:00:00Z');
    const range = `start_time=${day}&end_time=${day + 86_400}`;
    const [whole] = await readBuckets(simulator, `usage/vector_stores?${range}`);
    const hours = await readBuckets(simulator, `usage/vector_stores?${range}&bucket_width=1h&limit=24`);
    expect(hours).toHaveLength(24);
    expect(whole?.results).toEqual(hours.at(-1)?.results);
  });

  it('keeps the four token identities in every row', async () => {
    const query = '&group_by=project_id&group_by=api_key_id&group_by=model&limit=31';
    const buckets = await readBuckets(simulator, `usage/completions?start_time=${start}${query}`);
    const rows = buckets.flatMap((bucket) => bucket.results);
    expect(rows.some((row) => numberOf(row, 'input_audio_tokens') > 0)).toBe(true);
    for (const row of rows) {
      const n = (name: string) => numberOf(row, name);
      expect(n('input_tokens')).toBe(
        n('input_cached_tokens') + n('input_cache_write_tokens') + n('input_uncached_tokens'),
      );
      expect(n('input_uncached_tokens')).toBe(
        n('input_text_tokens') + n('input_audio_tokens') + n('input_image_tokens'),
      );
      expect(n('input_cached_tokens')).toBe(
        n('input_cached_text_tokens') + n('input_cached_audio_tokens') + n('input_cached_image_tokens'),
      );
      expect(n('output_tokens')).toBe(
        n('output_text_tokens') + n('output_audio_tokens') + n('output_image_tokens'),
      );
    }
  });

  it('keeps only what a filter names', async () => {
    const all = await readBuckets(simulator, `usage/completions?start_time=${start}&group_by=model&limit=31`);
    const mini = await readBuckets(
      simulator,
      `usage/completions?start_time=${start}&models=gpt-5-mini&limit=31`,
    );
    const wanted = all.map((bucket) => bucket.results.filter((row) => row.model === 'gpt-5-mini'));
    expect(mini.map((bucket) => sums(bucket.results, ['input_tokens']))).toEqual(
      wanted.map((rows) => sums(rows, ['input_tokens'])),
    );
    expect(mini.every((bucket) => bucket.results[0]?.model === null)).toBe(true);
    const batch = await readBuckets(
      simulator,
      `usage/completions?start_time=${start}&batch=true&group_by=batch&limit=31`,
    );
    expect(new Set(batch.flatMap((bucket) => bucket.results.map((row) => row.batch)))).toEqual(
      new Set([true]),
    );
  });
});

describe('costs', () => {
  it('add up to the ungrouped amount in every grouping', async () => {
    const plain = await readBuckets(simulator, `costs?start_time=${start}`);
    for (const grouping of [
      'project_id',
      'line_item',
      'api_key_id',
      'user_id',
      'project_id,line_item,api_key_id',
    ]) {
      const grouped = await readBuckets(simulator, `costs?start_time=${start}&group_by=${grouping}`);
      const total = (buckets: typeof plain) =>
        buckets.map((bucket) => bucket.results.reduce((sum, row) => sum + amountOf(row), 0n));
      expect(total(grouped)).toEqual(total(plain));
    }
  });

  it('are exactly usage × price for a day that is long settled', async () => {
    const day = unix('2026-06-10T00:00:00Z');
    const range = `start_time=${day}&end_time=${day + 86_400}`;
    const [usage] = await readBuckets(simulator, `usage/completions?${range}&models=o4-mini&batch=true`);
    const [costs] = await readBuckets(simulator, `costs?${range}&group_by=line_item`);
    const cost = (item: string) => costs?.results.find((row) => row.line_item === item) ?? {};
    const row = usage?.results[0] ?? {};
    expect(amountOf(cost('o4-mini, batch output'))).toBe(BigInt(numberOf(row, 'output_tokens')) * 2200n);
    expect(numberOf(cost('o4-mini, batch output'), 'quantity')).toBe(numberOf(row, 'output_tokens'));
    const written = numberOf(row, 'input_cache_write_tokens') + numberOf(row, 'input_uncached_tokens');
    expect(amountOf(cost('o4-mini, batch input'))).toBe(BigInt(written) * 550n);
  });

  it('include credits below zero, costs of no project, and amounts as number and as text', async () => {
    const from = unix('2026-05-01T00:00:00Z');
    const buckets = await readBuckets(
      simulator,
      `costs?start_time=${from}&limit=180&group_by=line_item&group_by=project_id`,
    );
    const rows = buckets.flatMap((bucket) => bucket.results);
    const amounts = rows.map((row) => (row.amount as { value: unknown }).value);
    expect(rows.some((row) => amountOf(row) < 0n)).toBe(true);
    expect(rows.some((row) => row.project_id === null)).toBe(true);
    expect(amounts.some((value) => typeof value === 'number')).toBe(true);
    expect(amounts.some((value) => typeof value === 'string' && value.split('.')[1]?.length === 28)).toBe(
      true,
    );
  });

  it('write the same amount in each form', async () => {
    const read = async () => {
      const [bucket] = await readBuckets(
        simulator,
        `costs?start_time=${start}&end_time=${start + 86_400}&group_by=line_item`,
      );
      return bucket?.results.map(amountOf);
    };
    const mixed = await read();
    for (const amounts of ['number', 'string', 'string28', 'exponent'] as const) {
      simulator.setSwitches({ amounts });
      expect(await read()).toEqual(mixed);
    }
    simulator.setSwitches({ amounts: 'mixed' });
  });

  it('stay between 60 and 120 dollars on an ordinary working day', () => {
    const days = simulator.truth({ endpoint: 'costs', from: '2026-03-01', to: '2026-08-15' });
    const working = days.filter(({ day }) => ![0, 6].includes(new Date(day).getUTCDay()));
    const usual = working.filter(
      ({ measures }) => Number(measures.amount) >= 60 && Number(measures.amount) <= 120,
    );
    expect(usual.length / working.length).toBeGreaterThan(0.9);
  });
});

describe('answers', () => {
  it('are one big page when small pages are put together', async () => {
    for (const path of ['usage/completions?group_by=model', 'costs?group_by=line_item']) {
      const query = `${path}&start_time=${start}&end_time=${start + 7 * 86_400}`;
      const whole = await readPage(simulator, `${query}&limit=31`);
      expect(whole.has_more).toBe(false);
      expect(await readBuckets(simulator, `${query}&limit=2`)).toEqual(whole.data);
    }
  });

  it('are the same bytes for the same seed and clock, and others for another seed', async () => {
    const read = async (options: { seed: number; warmUp: boolean }) => {
      const other = await startSimulator({ now, seed: options.seed });
      try {
        if (options.warmUp) await ask(other, `usage/images?start_time=${start}`);
        const texts = ['usage/completions?group_by=model&', 'costs?group_by=line_item&'].map(async (path) => {
          const response = await ask(other, `${path}start_time=${start}&limit=3`);
          return response.text();
        });
        return (await Promise.all(texts)).join('\n');
      } finally {
        await other.close();
      }
    };
    const first = await read({ seed: 7, warmUp: false });
    expect(await read({ seed: 7, warmUp: true })).toBe(first);
    expect(await read({ seed: 8, warmUp: false })).not.toBe(first);
  });

  it('hold nothing before the history begins, but for empty buckets', async () => {
    const from = unix('2025-07-15T00:00:00Z');
    const buckets = await readBuckets(
      simulator,
      `usage/completions?start_time=${from}&end_time=${from + 4 * 86_400}`,
    );
    expect(buckets.map((bucket) => bucket.results.length)).toEqual([0, 0, 1, 1]);
  });

  it('end with the bucket of now, whatever end is asked for', async () => {
    const buckets = await readBuckets(
      simulator,
      `costs?start_time=${start}&end_time=${start + 60 * 86_400}&limit=180`,
    );
    expect(buckets.at(-1)?.start_time).toBe(unix('2026-08-21T00:00:00Z'));
    expect(buckets.every((bucket) => bucket.end_time - bucket.start_time === 86_400)).toBe(true);
  });

  it('begin with a part of a bucket on usage and with a whole one on costs, when the start is unaligned', async () => {
    const unaligned = start + 40_000;
    const [usage] = await readBuckets(
      simulator,
      `usage/completions?start_time=${unaligned}&end_time=${start + 172_800}`,
    );
    const [cost] = await readBuckets(simulator, `costs?start_time=${unaligned}&end_time=${start + 172_800}`);
    expect([usage?.start_time, usage?.end_time]).toEqual([unaligned, start + 86_400]);
    expect([cost?.start_time, cost?.end_time]).toEqual([start, start + 86_400]);
  });
});

describe('truth', () => {
  it.each(endpoints.map((endpoint) => [endpoint.name, endpoint] as const))(
    '%s: equals what is read over the wire, to the last digit',
    async (name, endpoint) => {
      const query = endpoint.groupBy.map((dimension) => `&group_by=${dimension}`).join('');
      const read = new Map<string, bigint>();
      for (const bucket of await readBuckets(simulator, `${endpoint.path}?start_time=${start}${query}`)) {
        for (const row of bucket.results) {
          for (const measure of endpoint.measures) {
            const dimensions = endpoint.groupBy.map((dimension) => String(row[dimension])).join('|');
            const key = [
              new Date(bucket.start_time * 1000).toISOString().slice(0, 10),
              dimensions,
              measure,
            ].join(' ');
            expect(read.has(key)).toBe(false);
            read.set(key, measure === 'amount' ? amountOf(row) : nanosOf(String(row[measure])));
          }
        }
      }
      const truth = new Map<string, bigint>();
      for (const row of simulator.truth({ endpoint: name, from: '2026-08-14', groupBy: endpoint.groupBy })) {
        for (const [measure, text] of Object.entries(row.measures)) {
          const dimensions = endpoint.groupBy.map((dimension) => String(row.dimensions[dimension])).join('|');
          truth.set([row.day, dimensions, measure].join(' '), nanosOf(text));
        }
      }
      expect(truth).toEqual(read);
      expect(truth.size).toBeGreaterThan(0);
    },
  );

  it('tells what quantities are in, as the API does, and only by line item', async () => {
    const [bucket] = await readBuckets(
      simulator,
      `costs?start_time=${start}&end_time=${start + 86_400}&group_by=line_item`,
    );
    const units = new Map(bucket?.results.map((row) => [row.line_item, row.quantity_unit]));
    const day = { endpoint: 'costs', from: '2026-08-14', to: '2026-08-15' } as const;
    const rows = simulator.truth({ ...day, groupBy: ['line_item'] });
    const told = rows.map(({ dimensions }) => [dimensions.line_item, dimensions.quantity_unit] as const);
    expect(new Map(told)).toEqual(units);
    expect(units.get('File search storage')).toBe('gibibyte_hours');
    expect(simulator.truth(day)[0]?.measures).toEqual({ amount: expect.any(String) });
  });

  it('is served with exact totals', async () => {
    const response = await fetch(
      `${simulator.url}/__sim/truth?endpoint=costs&from=2026-08-14&to=2026-08-16&group_by=project_id`,
    );
    const body = (await response.json()) as {
      rows: { measures: { amount: string } }[];
      totals: { amount: string };
    };
    const sum = body.rows.reduce((total, row) => total + nanosOf(row.measures.amount), 0n);
    expect(body.rows.length).toBeGreaterThan(4);
    expect(nanosOf(body.totals.amount)).toBe(sum);
  });

  it('keeps currencies apart', async () => {
    simulator.setSwitches({ currencyMix: true });
    const response = await fetch(`${simulator.url}/__sim/truth?endpoint=costs&from=2026-08-14&to=2026-08-16`);
    const { totals } = (await response.json()) as { totals: Record<string, string> };
    simulator.setSwitches({ currencyMix: false });
    expect(Object.keys(totals).sort()).toEqual(['amount', 'amount_eur']);
  });
});

describe('size', () => {
  it('makes the asked number of completions rows a day', async () => {
    const big = await startSimulator({
      now,
      scale: { rowsPerDay: 1000 },
      switches: { usageRevisionDays: [] },
    });
    const groupBy = endpoints[0]?.groupBy ?? [];
    const rows = big.truth({ endpoint: 'completions', from: '2026-08-10', to: '2026-08-12', groupBy });
    await big.close();
    expect(rows).toHaveLength(2000);
  });
});
