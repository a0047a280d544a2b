import { afterEach, describe, expect, it } from 'vitest';
import { endpointNamed, endpoints } from './endpoints.ts';
import type { EndpointName, Simulator, SimulatorOptions, TruthRow } from './options.ts';
import { startSimulator } from './start-simulator.ts';
import { ask, readBuckets, readPage, unix } from './test-client.ts';

const running: Simulator[] = [];
async function start(options: SimulatorOptions): Promise<Simulator> {
  const simulator = await startSimulator(options);
  running.push(simulator);
  return simulator;
}
afterEach(async () => {
  for (const simulator of running.splice(0)) await simulator.close();
});

const post = (simulator: Simulator, path: string, body: unknown) =>
  fetch(`${simulator.url}/__sim/${path}`, { method: 'POST', body: JSON.stringify(body) });

function dayTruth(simulator: Simulator, endpoint: EndpointName, day: string, asOf: string): TruthRow[] {
  const to = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
  return simulator.truth({ endpoint, from: day, to, asOf, groupBy: endpointNamed(endpoint).groupBy });
}

describe('the clock', () => {
  it('stands still at a fixed time until it is moved', async () => {
    const simulator = await start({ now: '2026-08-21T10:00:00Z' });
    expect(simulator.now().toISOString()).toBe('2026-08-21T10:00:00.000Z');
    expect(await (await post(simulator, 'clock', { advance: '1d' })).json()).toEqual({
      now: '2026-08-22T10:00:00.000Z',
    });
    expect(await (await post(simulator, 'clock', { now: '2026-09-01T00:00:00Z' })).json()).toEqual({
      now: '2026-09-01T00:00:00.000Z',
    });
    simulator.advance(1500);
    expect(simulator.now().toISOString()).toBe('2026-09-01T00:00:01.500Z');
    for (const body of [{ advance: 'soon' }, { now: 'soon' }, [], {}]) {
      expect((await post(simulator, 'clock', body)).status).toBe(400);
    }
  });

  it('asks a function each time, and goes on running after an advance', async () => {
    let moment = Date.parse('2026-08-21T10:00:00Z');
    const simulator = await start({ now: () => new Date(moment) });
    simulator.advance(60_000);
    moment += 1000;
    expect(simulator.now().toISOString()).toBe('2026-08-21T10:01:01.000Z');
  });

  it('is refused at start when it cannot be read', async () => {
    await expect(start({ now: 'soon' })).rejects.toThrow('Not an ISO time: "soon"');
  });
});

describe('a day', () => {
  it('grows while it is today: usage within minutes, costs within hours', async () => {
    const simulator = await start({ now: '2026-08-21T06:00:00Z' });
    const read = async (path: string) =>
      (await readPage(simulator, `${path}?start_time=${unix('2026-08-21T00:00:00Z')}`)).data;
    const requests = async () =>
      Number((await read('usage/completions'))[0]?.results[0]?.num_model_requests ?? 0);
    const morning = await requests();
    simulator.setNow('2026-08-21T12:00:00Z');
    const noon = await requests();
    expect(morning).toBeGreaterThan(0);
    expect(noon).toBeGreaterThan(morning * 1.5);
    const costs = (asOf: string) =>
      Number(
        simulator.truth({ endpoint: 'costs', from: '2026-08-21', to: '2026-08-22', asOf })[0]?.measures
          .amount ?? 0,
      );
    expect(costs('2026-08-21T12:00:00Z')).toBeGreaterThan(costs('2026-08-21T06:00:00Z'));
    expect(costs('2026-08-22T07:00:00Z')).toBeGreaterThan(costs('2026-08-21T23:59:00Z'));
    simulator.setNow('2026-08-21T00:00:30Z');
    expect((await read('usage/completions')).map((bucket) => bucket.results)).toEqual([[]]);
  });

  it('has a bucket from its first second on', async () => {
    const simulator = await start({ now: '2026-08-20T23:59:59Z' });
    const path = `costs?start_time=${unix('2026-08-19T00:00:00Z')}`;
    expect(await readBuckets(simulator, path)).toHaveLength(2);
    simulator.advance(1000);
    expect(await readBuckets(simulator, path)).toHaveLength(3);
  });

  it('is revised: usage one and three days after, costs up to a week after, and then never again', async () => {
    const simulator = await start({ now: '2026-08-21T10:00:00Z' });
    const days = ['2026-07-06', '2026-07-07', '2026-07-08', '2026-07-09'];
    const at = (day: string, after: number) =>
      new Date(Date.parse(day) + after * 86_400_000 + 43_200_000).toISOString();
    for (const day of days) {
      const usage = (after: number) => dayTruth(simulator, 'completions', day, at(day, after));
      expect(usage(1)).not.toEqual(
        dayTruth(simulator, 'completions', day, `${at(day, 1).slice(0, 10)}T00:20:00Z`),
      );
      expect(usage(2)).toEqual(usage(1));
      expect(usage(3)).not.toEqual(usage(2));
      expect(usage(30)).toEqual(usage(3));
      const costs = (after: number) => dayTruth(simulator, 'costs', day, at(day, after));
      for (const [before, after] of [
        [0, 1],
        [2, 3],
        [5, 6],
      ] as const) {
        expect(costs(after)).not.toEqual(costs(before));
      }
      expect(costs(2)).toEqual(costs(1));
      expect(costs(5)).toEqual(costs(4));
      expect(costs(30)).toEqual(costs(7));
    }
  });

  it('is revised in every way: more, less, a row more, a row less, a line item renamed', async () => {
    const simulator = await start({ now: '2026-08-21T10:00:00Z' });
    const changes = { more: 0, less: 0, appears: 0, vanishes: 0, renamed: 0 };
    const key = (row: TruthRow) => JSON.stringify(row.dimensions);
    for (let date = 1; date <= 28; date += 1) {
      const day = `2026-07-${String(date).padStart(2, '0')}`;
      const before = dayTruth(
        simulator,
        'completions',
        day,
        new Date(Date.parse(day) + 86_400_000 + 1_200_000).toISOString(),
      );
      const after = dayTruth(simulator, 'completions', day, '2026-08-21T00:00:00Z');
      const old = new Map(before.map((row) => [key(row), Number(row.measures.input_tokens)]));
      for (const row of after) {
        const was = old.get(key(row));
        const is = Number(row.measures.input_tokens);
        if (was === undefined) changes.appears += 1;
        else if (is > was) changes.more += 1;
        else if (is < was) changes.less += 1;
        old.delete(key(row));
      }
      changes.vanishes += old.size;
      const items = dayTruth(simulator, 'costs', day, '2026-08-21T00:00:00Z').map(
        (row) => row.dimensions.line_item,
      );
      if (items.some((item) => item?.startsWith('gpt-5-mini-2025-08-07'))) changes.renamed += 1;
    }
    for (const count of Object.values(changes)) expect(count).toBeGreaterThan(2);
  });

  it('is not revised when no days are set for it', async () => {
    const simulator = await start({
      now: '2026-08-21T10:00:00Z',
      switches: { usageRevisionDays: [], costRevisionDays: [] },
    });
    const early = dayTruth(simulator, 'costs', '2026-07-06', '2026-07-07T09:00:00Z');
    expect(dayTruth(simulator, 'costs', '2026-07-06', '2026-08-01T00:00:00Z')).toEqual(early);
  });

  it('is answered anew after each revision, though settled days are kept', async () => {
    const simulator = await start({ now: '2026-08-20T00:20:00Z' });
    for (let step = 0; step < 9; step += 1) {
      for (const endpoint of endpoints.filter((each) =>
        ['completions', 'images', 'costs'].includes(each.name),
      )) {
        const path = `${endpoint.path}?start_time=${unix('2026-08-12T00:00:00Z')}&limit=31&group_by=project_id`;
        const text = await (await ask(simulator, path)).text();
        const fresh = await start({ now: simulator.now() });
        expect(await (await ask(fresh, path)).text()).toBe(text);
      }
      simulator.advance(20 * 3_600_000);
    }
  });
});

describe('a quarter', () => {
  it('shows a launch, a retirement, one idle weekend and a spike', async () => {
    const simulator = await start({ now: '2026-11-22T15:00:00Z' });
    const models = (day: string) => {
      const rows = simulator.truth({
        endpoint: 'completions',
        from: day,
        groupBy: ['model'],
        to: '2026-11-21',
      });
      return new Set(rows.filter((row) => row.day === day).map((row) => row.dimensions.model));
    };
    expect(models('2026-10-20')).toContain('gpt-5.2');
    expect(models('2026-10-20')).not.toContain('gpt-5.3');
    expect(models('2026-11-20')).toContain('gpt-5.3');
    expect(models('2026-11-20')).not.toContain('gpt-5.2');

    const days = simulator.truth({ endpoint: 'completions', from: '2026-09-01', to: '2026-11-21' });
    expect(81 - days.length).toBe(2);
    const tokens = days.map((row) => Number(row.measures.input_tokens));
    const mean = tokens.reduce((sum, count) => sum + count, 0) / tokens.length;
    expect(Math.max(...tokens)).toBeGreaterThan(1.6 * mean);
  });
});
