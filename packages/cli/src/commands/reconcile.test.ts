import path from 'node:path';
import { openAIResources } from '@shipstats/connector-openai';
import { type Simulator, startSimulator } from '@shipstats/connector-openai/simulator';
import {
  add,
  DAY,
  type Decimal,
  formatDecimal,
  multiply,
  parseDayUtc,
  parseDecimal,
  type ReportJson,
  sum,
  ZERO,
} from '@shipstats/core';
import { openSqliteStore } from '@shipstats/store';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { makeFolder, openaiConfig, runCli } from '../testing/run-cli.ts';

const NOW = '2026-11-22T13:30:00Z';
const KEY = 'sk-admin-of-the-tests-0123456789';
/** Settled: costs are revised for seven days. */
const SETTLED = '2026-11-10';
let simulator: Simulator;
let env: Record<string, string>;
let cwd: string;

const exact = (text: string | undefined): Decimal => parseDecimal(text ?? '') ?? ZERO;

beforeAll(async () => {
  simulator = await startSimulator({ now: NOW, adminKey: KEY, historyDays: 75 });
  env = { OPENAI_BASE_URL: `${simulator.url}/v1`, OPENAI_ADMIN_API_KEY: KEY, SHIPSTATS_NOW: NOW };
});
afterAll(() => simulator.close());

/** A store with all that the simulator says. */
async function sync(options: Readonly<Record<string, number>> = {}): Promise<string> {
  const [connector] = openaiConfig.connectors;
  const connectors = [{ ...connector, config: { ...connector?.config, lookbackDays: 70, ...options } }];
  const folder = makeFolder({ 'shipstats.config.json': { connectors } });
  expect(await runCli(['sync'], { cwd: folder, env })).toMatchObject({ code: 0 });
  return folder;
}

async function report(...argv: string[]): Promise<ReportJson> {
  const { code, stdout } = await runCli(['reconcile', ...argv, '--json'], { cwd, env });
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

interface CostRow {
  readonly lineItem: string;
  readonly amount: Decimal;
  readonly quantity?: Decimal;
  readonly unit?: string;
  /** Default: `proj_1`. */
  readonly project?: string;
}

/** What the source says of a day's costs. */
function costsOf(day: string): CostRow[] {
  return simulator
    .truth({ endpoint: 'costs', from: day, to: nextDay(day), groupBy: ['line_item'] })
    .map(({ dimensions, measures }) => ({
      lineItem: dimensions.line_item ?? '',
      amount: exact(measures.amount),
    }));
}

/** Lets the source say something else of a settled day. */
async function rewrite(resource: string, day: string, costs: readonly CostRow[] = []) {
  const spec = openAIResources.find((one) => one.name === resource);
  if (!spec) throw new Error(`no resource ${resource}`);
  const rows = costs.map((row) => {
    const dimensions: Record<string, string | undefined> = {
      line_item: row.lineItem,
      project_id: row.project ?? 'proj_1',
      currency: 'usd',
      quantity_unit: row.unit,
    };
    const values: Record<string, Decimal | undefined> = { amount: row.amount, quantity: row.quantity };
    return {
      dimensions: spec.dimensions.map(({ name }) => dimensions[name] ?? null),
      values: spec.measures.map(({ name }) => values[name] ?? null),
    };
  });
  const store = await openSqliteStore({ file: path.join(cwd, '.shipstats', 'shipstats.db') });
  await store.declare('openai', openAIResources);
  await store.commit({
    connector: 'openai',
    resource,
    buckets: [{ start: parseDayUtc(day) ?? 0, rows, quarantined: [] }],
    syncedAt: Date.parse(NOW) / 1000,
    identity: 'said anew',
    progress: null,
    lease: null,
  });
  await store.close();
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY * 1000).toISOString().slice(0, 10);
}

describe('R23 reconcile, against the truth of the simulator', () => {
  test('sets every day of costs beside its usage, to the last digit, and adds neither to the other', async () => {
    cwd = await sync();
    const { days, totals, unread } = await report('--window', '30d');
    expect(days.map((day) => day.day)).toEqual(
      Array.from({ length: 30 }, (_, index) =>
        new Date(Date.parse('2026-10-24T00:00:00Z') + index * DAY * 1000).toISOString().slice(0, 10),
      ),
    );
    const costs = simulator.truth({ endpoint: 'costs', from: '2026-10-24', groupBy: ['line_item'] });
    const tokens = simulator.truth({ endpoint: 'completions', from: '2026-10-24' });
    for (const day of days) {
      const ofDay = costs.filter((row) => row.day === day.day);
      expect(day.cost).toBe(formatDecimal(sum(ofDay.map((row) => exact(row.measures.amount)))));
      const alone = sum(day.alone.map((one) => exact(one.amount ?? '0')));
      expect(formatDecimal(add(exact(day.matched), alone))).toBe(day.cost);
      const used = day.usage.find((one) => one.resource === 'completions');
      const wanted = tokens.find((row) => row.day === day.day)?.measures;
      expect(used?.measures).toEqual([
        { measure: 'input_tokens', unit: 'tokens', value: Number(wanted?.input_tokens) },
        { measure: 'output_tokens', unit: 'tokens', value: Number(wanted?.output_tokens) },
      ]);
      // What no usage leads to is named: every line item of it, with its amount.
      const known = ['Scale tier, gpt-5-mini', 'Sales tax', 'Service credit', 'gpt-4.1-mini, training'];
      for (const row of ofDay.filter((one) => known.includes(one.dimensions.line_item ?? ''))) {
        expect(day.alone).toContainEqual(
          expect.objectContaining({ lineItem: row.dimensions.line_item, amount: row.measures.amount }),
        );
      }
    }
    expect(totals.cost).toBe(formatDecimal(sum(costs.map((row) => exact(row.measures.amount)))));
    for (const resource of unread) expect(days[0]?.usage.map((one) => one.resource)).not.toContain(resource);
  });

  test('finds nothing where costs are usage times price, and flags no day that is not settled', async () => {
    cwd = await sync();
    const { days } = await report('--window', '60d');
    expect(days.flatMap((day) => day.findings)).toEqual([]);
    expect(days.map((day) => day.state).slice(-8)).toEqual([...Array(7).fill('provisional'), 'partial']);
    expect(days.slice(0, -8).every((day) => day.state === 'complete')).toBe(true);
    // Today's usage has no costs yet: said to be partial, and no more.
    expect(days.at(-1)?.usage.find((one) => one.resource === 'completions')?.measures).toHaveLength(2);
  });

  test('takes a day for settled when the options say so, as its metric does', async () => {
    cwd = await sync({ usageProvisionalDays: 20, costsProvisionalDays: 20 });
    await rewrite('images', SETTLED);
    const { days } = await report();
    expect(days.map((day) => day.state).slice(-22)).toEqual([
      'complete',
      ...Array(20).fill('provisional'),
      'partial',
    ]);
    expect(days.flatMap((day) => day.findings)).toEqual([]);
    const { stdout } = await runCli(['query', 'openai_cost_usd', '--window', '30d', '--json'], { cwd, env });
    const [firstOpen] = days.filter((day) => day.state === 'provisional');
    expect(JSON.parse(stdout).stamp.provisionalFrom).toBe(firstOpen?.day);
  });

  test('names what a wrong bill holds: speech charged twice, embeddings not charged', async () => {
    simulator.setSwitches({ billingErrors: true });
    onTestFinished(() => simulator.setSwitches({ billingErrors: false }));
    cwd = await sync();
    const { days } = await report('--window', '60d');
    const settled = days.filter((day) => day.state === 'complete');
    const found = settled.flatMap((day) => day.findings.map((finding) => [day.day, finding.kind]));
    const dayNumber = (day: string) => (parseDayUtc(day) ?? 0) / DAY;
    const twice = settled.filter(({ day }) => dayNumber(day) % 13 === 5).map(({ day }) => day);
    const free = settled.filter(({ day }) => dayNumber(day) % 17 === 3).map(({ day }) => day);
    const daysOf = (kind: string) => [
      ...new Set(found.filter(([, one]) => one === kind).map(([day]) => day)),
    ];
    expect(twice.length).toBeGreaterThan(2);
    expect(daysOf('price-jump')).toEqual(twice);
    // Where a cost names no line item, it may be for anything: nothing is said to be without costs that day.
    expect(daysOf('usage-without-cost').length).toBeGreaterThan(1);
    expect(free).toEqual(expect.arrayContaining(daysOf('usage-without-cost')));
    expect(daysOf('cost-without-usage')).toEqual([]);
  });

  test('names images that are billed without a row of usage, and nothing else', async () => {
    cwd = await sync();
    await rewrite('images', SETTLED);
    const { days } = await report();
    const items = simulator
      .truth({ endpoint: 'costs', from: SETTLED, to: nextDay(SETTLED), groupBy: ['line_item'] })
      .filter((row) => /^gpt-image/.test(row.dimensions.line_item ?? ''));
    expect(items.length).toBeGreaterThan(0);
    expect(days.flatMap((day) => day.findings.map((finding) => [day.day, finding]))).toEqual([
      [
        SETTLED,
        {
          kind: 'cost-without-usage',
          resource: 'images',
          model: 'gpt-image-1',
          cost: formatDecimal(sum(items.map((row) => exact(row.measures.amount)))),
          lineItems: items.map((row) => ({
            lineItem: row.dimensions.line_item,
            amount: row.measures.amount,
          })),
        },
      ],
    ]);
  });

  test('names the usage of a day without costs, of every model', async () => {
    cwd = await sync();
    const others = costsOf(SETTLED).filter((one) => !/^(gpt-5-mini|o4-mini)/.test(one.lineItem));
    await rewrite('costs', SETTLED, others);
    const found = (await report()).days.flatMap((day) => day.findings.map((finding) => [day.day, finding]));
    expect(found).toEqual(
      ['gpt-5-mini', 'o4-mini'].map((model) => {
        const rows = simulator.truth({
          endpoint: 'completions',
          from: SETTLED,
          to: nextDay(SETTLED),
          groupBy: ['model'],
        });
        const used = rows.find((row) => row.dimensions.model === model)?.measures;
        const usage = ['input_tokens', 'output_tokens'].map((measure) => ({
          measure,
          unit: 'tokens',
          value: Number(used?.[measure]),
        }));
        return [
          SETTLED,
          { kind: 'usage-without-cost', resource: 'completions', model, usage, lineItems: [] },
        ];
      }),
    );
  });

  test('names a price that jumps against its own baseline, with both as exact ratios', async () => {
    cwd = await sync();
    const dearer = costsOf(SETTLED).map((row) =>
      row.lineItem === 'gpt-5-mini, output'
        ? { ...row, amount: exact('2.5'), quantity: exact('1000000'), unit: 'tokens' }
        : row,
    );
    await rewrite('costs', SETTLED, dearer);
    const found = (await report()).days.flatMap((day) =>
      day.findings.map((one) => ({ day: day.day, ...one })),
    );
    expect(found).toMatchObject([
      {
        day: SETTLED,
        kind: 'price-jump',
        lineItem: 'gpt-5-mini, output',
        price: { amount: '2.5', quantity: '1000000', perUnit: '0.0000025' },
        baseline: { perUnit: '0.000002' },
        baselineDays: 7,
      },
    ]);
    const [jump] = found;
    if (jump?.kind !== 'price-jump') throw new Error('no jump');
    const { amount, quantity: units } = jump.baseline;
    expect(formatDecimal(multiply(exact(units), exact('0.000002')))).toBe(amount);
  });

  test('takes another unit of a quantity for no jump, nor a row that tells no quantity', async () => {
    cwd = await sync();
    const lineItem = 'gpt-5-mini, output';
    const others = costsOf(SETTLED).filter((row) => row.lineItem !== lineItem);
    const jumpsWith = async (...rows: Omit<CostRow, 'lineItem'>[]) => {
      await rewrite('costs', SETTLED, [...others, ...rows.map((row) => ({ lineItem, ...row }))]);
      return (await report()).days.flatMap(({ findings }) => findings.map(({ kind }) => kind));
    };
    const [two, million] = [exact('2'), exact('1000000')];
    const thousands = { amount: two, quantity: exact('1000'), unit: '1000_tokens' };
    expect(await jumpsWith(thousands)).toEqual([]);
    const told = { amount: two, quantity: million, unit: 'tokens' };
    expect(await jumpsWith(told, thousands)).toEqual([]);
    // Of two dollars nobody knows what they were charged for: four dollars a million would be a guess.
    expect(await jumpsWith(told, { amount: two, unit: 'tokens', project: 'proj_2' })).toEqual([]);
    const dearer = { ...told, amount: exact('4') };
    expect(await jumpsWith(dearer)).toEqual(['price-jump']);
  });

  test('adds up the rows of a line item before it takes them for a credit', async () => {
    cwd = await sync();
    const lineItem = 'gpt-5-mini, output';
    const others = costsOf(SETTLED).filter((row) => row.lineItem !== lineItem);
    const aloneWith = async (credit: string) => {
      const rows = [
        { lineItem, amount: exact('2') },
        { lineItem, amount: exact(credit), project: 'proj_2' },
      ];
      await rewrite('costs', SETTLED, [...others, ...rows]);
      const day = (await report()).days.find((one) => one.day === SETTLED);
      return day?.alone.filter((one) => one.lineItem === lineItem).map(({ what, amount }) => [what, amount]);
    };
    expect(await aloneWith('-0.25')).toEqual([]);
    expect(await aloneWith('-2.25')).toEqual([['credit', '-0.25']]);
  });

  test('prints a table and CSV, and succeeds whatever it finds', async () => {
    cwd = await sync();
    await rewrite('images', SETTLED);
    const table = await runCli(['reconcile', 'openai', '--window', '30d'], { cwd, env });
    expect(table).toMatchObject({ code: 0, stderr: '' });
    expect(table.stdout).toContain('1 day to look at of 22 settled days; 8 days not settled yet');
    expect(table.stdout).toMatch(/2026-11-10 {2}cost, no usage {2}images, gpt-image-1 {2}\$/);
    expect(table.stdout).toMatch(/^ {2}Sales tax +tax, no project/m);
    const { stdout } = await runCli(['reconcile', '--csv'], { cwd, env });
    const [head, ...lines] = stdout.trimEnd().split('\r\n');
    expect(head).toBe('day,state,kind,resource,model,line_item,measure,value,unit,note');
    const costs = lines
      .filter((line) => line.split(',')[2] === 'cost')
      .map((line) => exact(line.split(',')[7]));
    expect(formatDecimal(sum(costs))).toBe((await report()).totals.cost);
  });

  test('refuses a window that cannot be read, and a source that has no costs', async () => {
    cwd = await sync();
    expect(await runCli(['reconcile', '--window', 'banana'], { cwd, env })).toMatchObject({ code: 2 });
    expect(await runCli(['reconcile', 'opnai'], { cwd, env })).toMatchObject({ code: 1 });
  });
});
