import { readFile } from 'node:fs/promises';
import { add, type Decimal, formatDecimal, parseDecimal, ZERO } from '@shipstats/core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type Finished, runShipstats, serveShipstats } from './shipstats-process.ts';
import { createWorld, type World } from './world.ts';

const TODAY = { from: '2026-11-22', to: '2026-11-23' };
const LAST_30_DAYS = { from: '2026-10-24', to: '2026-11-23' };

let world: World;
let synced: Finished;

beforeAll(async () => {
  const verbatim = await readFile(new URL('../examples/openai.config.ts', import.meta.url), 'utf8');
  world = await createWorld({ name: 'shipstats.config.ts', text: verbatim });
  synced = await runShipstats(['sync'], { cwd: world.folder, env: world.env });
});

afterAll(() => world?.close());

/** The oracle's total of a measure, exact. */
function truth(
  endpoint: 'costs' | 'completions',
  measure: string,
  window: { from: string; to: string },
): string {
  const rows = world.simulator.truth({ endpoint, ...window });
  const values = rows.map((row): Decimal => parseDecimal(row.measures[measure] ?? '0') ?? ZERO);
  return formatDecimal(values.reduce(add, ZERO));
}

/** Without the spaces that set units apart. */
const squeeze = (text: string) => text.replace(/\s/g, '');

async function ask(
  metric: string,
  window: string,
): Promise<{ value: string; stamp: Record<string, unknown> }> {
  const args = ['query', metric, '--window', window, '--json'];
  const { code, stdout, stderr } = await runShipstats(args, { cwd: world.folder, env: world.env });
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

describe('the configuration of the design, as it stands there', () => {
  it('syncs', () => {
    expect(synced.code, synced.stderr).toBe(0);
  });

  it('has the spend of 30 days as the source has it, to the last digit', async () => {
    const wanted = truth('costs', 'amount', LAST_30_DAYS);
    expect(wanted).toMatch(/^\d{3,}\.\d{4,}$/); // with digits that a float would lose
    const { value, stamp } = await ask('openai_cost_usd', '30d');
    expect(value).toBe(wanted);
    expect(stamp).toMatchObject({ synthetic: false, partial: true, through: TODAY.from, unknownBuckets: 0 });
  });

  it('has the tokens of today alone under "today"', async () => {
    const wanted = truth('completions', 'input_tokens', TODAY);
    expect(Number(wanted)).toBeGreaterThan(0);
    expect(wanted).not.toBe(truth('completions', 'input_tokens', { from: '2026-11-21', to: TODAY.to }));
    expect((await ask('openai_completions_input_tokens', '1d')).value).toBe(Number(wanted));
  });

  describe('served', () => {
    let browser: Browser;
    let server: Awaited<ReturnType<typeof serveShipstats>>;

    beforeAll(async () => {
      [browser, server] = await Promise.all([
        launchBrowser(),
        serveShipstats([], { cwd: world.folder, env: world.env }),
      ]);
    });

    afterAll(() => Promise.all([browser?.close(), server?.stop()]));

    it('gives the same numbers by its API', async () => {
      const api = async (path: string) => (await fetch(`${server.url}/api/v1/metrics/${path}`)).json();
      expect(await api('openai_cost_usd?window=30d')).toMatchObject({
        value: truth('costs', 'amount', LAST_30_DAYS),
      });
      expect(await api('openai_completions_input_tokens?window=1d')).toMatchObject({
        value: Number(truth('completions', 'input_tokens', TODAY)),
      });
    });

    it('shows the same numbers on the dashboard', async () => {
      const page = await browser.newPage();
      await page.goto(`${server.url}/dashboards/ai`);
      const tile = (title: string) =>
        page.getByRole('article').filter({ has: page.getByRole('heading', { name: title }) });

      // Intl rounds an exact decimal text exactly.
      const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
      const spend = truth('costs', 'amount', LAST_30_DAYS);
      expect(squeeze(await tile('OpenAI spend (last 30d)').innerText())).toContain(
        dollars.format(spend as `${number}`),
      );
      const exact = tile('OpenAI spend (last 30d)').locator('data');
      expect(await exact.getAttribute('value')).toBe(spend);
      const tokens = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });
      expect(squeeze(await tile('Input tokens today').innerText())).toContain(
        tokens.format(truth('completions', 'input_tokens', TODAY) as `${number}`),
      );
      expect(await page.getByText('Synthetic data').count()).toBe(0);
      await page.close();
    });

    it('tells every digit of the total on the page of the metric', async () => {
      const page = await browser.newPage();
      await page.goto(`${server.url}/metrics/openai_cost_usd?window=30d`);
      const whole = new Intl.NumberFormat('en-US', {
        style: 'currency',
        currency: 'USD',
        maximumFractionDigits: 20,
      });
      const spend = truth('costs', 'amount', LAST_30_DAYS);
      await page.getByText(`exactly ${whole.format(spend as `${number}`)}`).waitFor();
      await page.close();
    });

    it('shows every digit of a day in the table of the metric', async () => {
      const page = await browser.newPage();
      await page.goto(`${server.url}/metrics/openai_completions_input_tokens?window=7d`);
      await page.getByText('Table', { exact: true }).click();
      const today = page
        .getByRole('row')
        .filter({ has: page.getByRole('rowheader', { name: 'Sun 22 Nov 2026' }) });
      const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 20 });
      expect(await today.getByRole('cell').allInnerTexts()).toEqual([
        'partial',
        number.format(truth('completions', 'input_tokens', TODAY) as `${number}`),
      ]);
      await page.close();
    });
  });
});
