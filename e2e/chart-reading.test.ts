import { rm } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { serveShipstats } from './shipstats-process.ts';
import { makeFolder, NOW, untilSynced } from './world.ts';

let browser: Browser;
let folder: string;
let server: Awaited<ReturnType<typeof serveShipstats>>;
let page: Page;
let chart: Locator;

beforeAll(async () => {
  folder = await makeFolder();
  [browser, server] = await Promise.all([
    launchBrowser(),
    serveShipstats([], { cwd: folder, env: { SHIPSTATS_NOW: NOW } }),
  ]);
  await untilSynced(server.url);
});

afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`${server.url}/metrics/openai_cost_usd?window=30d&by=project_id`);
  chart = page.getByRole('figure').filter({ hasText: 'over time' });
});

afterEach(() => page.close());

/** The table's rows, oldest first: day, state, total, and each series in the order of the heads. */
async function tableRows() {
  const table = chart.locator('details table');
  const heads = await table.locator('thead th').allTextContents();
  const rows = await table.locator('tbody tr').evaluateAll((all) =>
    all.map((row) =>
      [...row.children].map((cell) => ({
        exact: cell.textContent ?? '',
        shown: (cell as HTMLElement).dataset.short ?? cell.textContent ?? '',
      })),
    ),
  );
  return { heads, rows: rows.reverse() };
}

/** What the readout says, as a record of names and numbers. */
async function readout() {
  const output = chart.getByRole('status');
  await output.waitFor({ state: 'visible' });
  const when = await output.locator('.when').textContent();
  const rows = await output
    .locator('.row')
    .evaluateAll((all) =>
      all.map((row) => [row.querySelector('.name')?.textContent, row.querySelector('b')?.textContent]),
    );
  return { when, values: Object.fromEntries(rows) as Record<string, string> };
}

/** The same, from the table. */
function expected({ heads, rows }: Awaited<ReturnType<typeof tableRows>>, index: number) {
  const [when, state, ...values] = rows.at(index) ?? [];
  const isSettled = state?.exact === 'complete';
  const pairs = values
    .map((cell, column) => [heads[column + 2], cell.shown])
    .filter(([, shown]) => shown !== 'unknown')
    .slice(0, 8);
  return {
    when: `${when?.exact}${isSettled ? '' : `, ${state?.exact}`}`,
    values: Object.fromEntries(pairs) as Record<string, string>,
  };
}

describe('a chart', () => {
  it('is read by keyboard: the arrow keys walk through the days, each with the numbers of the table', async () => {
    const table = await tableRows();
    expect(table.rows.length).toBe(30);
    const slider = chart.getByRole('slider', { name: /^Read / });
    // By tabbing, as a user of the keyboard comes to it.
    await chart.locator('figcaption').click();
    for (let press = 0; press < 40; press += 1) {
      if (await slider.evaluate((element) => element === document.activeElement)) break;
      await page.keyboard.press('Tab');
    }
    expect(await readout()).toEqual(expected(table, -1));
    await page.keyboard.press('ArrowLeft');
    expect(await readout()).toEqual(expected(table, -2));
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    expect(await readout()).toEqual(expected(table, -4));
    await page.keyboard.press('Home');
    expect(await readout()).toEqual(expected(table, 0));
    await page.keyboard.press('ArrowRight');
    const second = expected(table, 1);
    expect(await readout()).toEqual(second);
    const spoken = await slider.getAttribute('aria-valuetext');
    expect(spoken).toContain(second.when);
    for (const [name, value] of Object.entries(second.values)) expect(spoken).toContain(`${name} ${value}`);
    await page.keyboard.press('Escape');
    await chart.getByRole('status').waitFor({ state: 'hidden' });
  });

  it('is read by pointing at a day', async () => {
    const table = await tableRows();
    const box = await chart.getByRole('slider').boundingBox();
    if (!box) throw new Error('the chart has no place to point at');
    const middleOf = (index: number) => box.x + (box.width * (index + 0.5)) / table.rows.length;
    await page.mouse.move(middleOf(10), box.y + box.height / 2);
    expect(await readout()).toEqual(expected(table, 10));
    await page.mouse.move(middleOf(21), box.y + box.height / 2);
    expect(await readout()).toEqual(expected(table, 21));
    await page.mouse.move(5, 5);
    await chart.getByRole('status').waitFor({ state: 'hidden' });
  });

  it('is read by a finger', async () => {
    const context = await browser.newContext({
      viewport: { width: 390, height: 800 },
      hasTouch: true,
      isMobile: true,
    });
    const phone = await context.newPage();
    await phone.goto(page.url());
    chart = phone.getByRole('figure').filter({ hasText: 'over time' });
    const table = await tableRows();
    const slider = chart.getByRole('slider');
    await slider.scrollIntoViewIfNeeded();
    const box = await slider.boundingBox();
    if (!box) throw new Error('the chart has no place to touch');
    await phone.touchscreen.tap(box.x + (box.width * 4.5) / table.rows.length, box.y + box.height / 2);
    expect(await readout()).toEqual(expected(table, 4));
    await context.close();
  });

  it('names its series with their totals in a legend, in the order of the table', async () => {
    const { heads } = await tableRows();
    const names = await chart.locator('.legend li:not(.state) .name').allTextContents();
    expect(names.length).toBeGreaterThan(3);
    expect(names).toEqual(heads.slice(3));
    const answer = await fetch(`${server.url}/api/v1/metrics/openai_cost_usd?window=30d&by=project_id`);
    // The API's own shape, see its OpenAPI document.
    const { rows } = (await answer.json()) as {
      rows: { dims: { project_id: string | null }; value: string }[];
    };
    const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
    const values = await chart.locator('.legend li:not(.state) .value').allTextContents();
    expect(values.toSorted()).toEqual(
      rows.map(({ value }) => dollars.format(value as `${number}`)).toSorted(),
    );
  });

  it('tells series apart by more than colour, and by the words of its description', async () => {
    await page.goto(`${server.url}/metrics/openai_cost_usd?window=30d&by=project_id&fn=avg`);
    const dashes = await chart
      .locator('.legend li:not(.state) path')
      .evaluateAll((all) =>
        all.map((path) => `${getComputedStyle(path).strokeDasharray} ${getComputedStyle(path).stroke}`),
      );
    expect(new Set(dashes).size).toBe(dashes.length);
    const description = await chart.getByRole('img', { name: /over time/ }).getAttribute('aria-label');
    expect(description).toMatch(/30 days|24 Oct/);
  });

  it('has its numbers in a table that opens without JavaScript', async () => {
    const plain = await browser.newPage({ javaScriptEnabled: false });
    await plain.goto(page.url());
    const table = plain.getByRole('region', { name: /table$/ });
    expect(await table.isVisible()).toBe(false);
    await plain.getByText('Table', { exact: true }).click();
    await table.waitFor({ state: 'visible' });
    expect(await table.getByRole('row').count()).toBe(31);
    expect(await plain.getByRole('slider').count(), 'what needs JavaScript is not there').toBe(0);
    await plain.close();
  });
});
