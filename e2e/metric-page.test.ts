import { readFile, rm } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { serveShipstats } from './shipstats-process.ts';
import { makeFolder, NOW, untilSynced } from './world.ts';

let browser: Browser;
let folder: string;
let server: Awaited<ReturnType<typeof serveShipstats>>;

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

const search = (page: Page) => new URL(page.url()).searchParams;

/** Lines of a CSV without quoted line breaks. */
const parseCsv = (text: string) =>
  text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));

describe.each([true, false])('the page of a metric, JavaScript %s', (javaScriptEnabled) => {
  it('answers another window, another split and a filter, all in its address', async () => {
    const page = await browser.newPage({ javaScriptEnabled });
    await page.goto(`${server.url}/metrics`);
    await page.getByRole('link', { name: 'OpenAI spend', exact: true }).click();
    await page.getByRole('navigation', { name: 'Range' }).getByRole('link', { name: '90 d' }).click();
    await page.waitForURL(/window=90d/);
    expect(await page.getByRole('link', { name: '90 d' }).getAttribute('aria-current')).toBe('true');
    await page.getByRole('heading', { name: 'Total, last 90 days' }).waitFor();

    await page.getByLabel('Split by').selectOption({ label: 'project' });
    await page.getByRole('button', { name: 'Show' }).filter({ visible: true }).click();
    await page.waitForURL(/by=project_id/);
    expect(search(page).get('window')).toBe('90d');
    await page.getByRole('heading', { name: 'By project, over time' }).waitFor();

    await page.getByText('Filter', { exact: true }).first().click();
    // A name is as good as the id that it is of.
    await page.getByRole('combobox', { name: 'project', exact: true }).fill('search and embeddings');
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.waitForURL(/filter=/);
    expect(search(page).getAll('filter')).toEqual(['project_id=proj_search_index']);
    expect(search(page).get('by')).toBe('project_id');
    const ranking = page
      .getByRole('figure')
      .filter({ has: page.getByRole('heading', { name: 'By project', exact: true }) });
    const [head, ...others] = await ranking.getByRole('rowheader').allInnerTexts();
    expect(head?.split(/\s*\n/)).toEqual(['Search and embeddings', 'proj_search_index']);
    expect(others).toEqual([]);

    await page.getByRole('link', { name: /^Remove the filter/ }).click();
    await page.waitForURL((url) => !url.searchParams.has('filter'));
    expect(await ranking.getByRole('rowheader').count()).toBeGreaterThan(3);
    await ranking.getByRole('link', { name: 'Content studio' }).click();
    await page.getByRole('link', { name: /^Remove the filter .*Content studio/ }).waitFor();
    expect(search(page).getAll('filter')).toEqual(['project_id=proj_content_studio']);
    await page.close();
  });

  it('reads two chosen days, both included', async () => {
    const page = await browser.newPage({ javaScriptEnabled });
    await page.goto(`${server.url}/metrics/openai_cost_usd?by=line_item`);
    await page.getByText('Custom range').click();
    await page.getByLabel('From').fill('2026-11-01');
    await page.getByLabel('To, included').fill('2026-11-07');
    await page.locator('.custom-range').getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(/window=/);
    expect(search(page).get('by')).toBe('line_item');
    await page.getByText('Table', { exact: true }).click();
    expect(await page.locator('.chart-table tbody th').count()).toBe(7);
    await page.close();
  });
});

describe('the CSV of a metric', () => {
  it('has exactly the numbers of the table', async () => {
    const page = await browser.newPage({ acceptDownloads: true });
    await page.goto(`${server.url}/metrics/openai_cost_usd?window=30d&by=project_id`);
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'CSV' }).first().click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('openai_cost_usd.csv');
    const [head = [], ...lines] = parseCsv(await readFile(await download.path(), 'utf8'));
    const column = (name: string) => head.indexOf(name);
    const inCsv = lines
      .filter((line) => line[column('openai_cost_usd')] !== '')
      .map(
        (line) =>
          `${line[column('bucket')]?.slice(0, 10)} ${line[column('project_name')] || '(none)'} ${line[column('openai_cost_usd')]}`,
      );

    await page.getByText('Table', { exact: true }).click();
    const inTable = await page.locator('.chart-table table').evaluate((element) => {
      const table = element as HTMLTableElement;
      const heads = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.textContent ?? '');
      return [...(table.tBodies[0]?.rows ?? [])].flatMap((row) =>
        heads
          .slice(3)
          .map((name, index) => [row.cells[0]?.textContent, name, row.cells[index + 3]?.textContent]),
      );
    });
    const asCsv = inTable
      .filter(([, , value]) => value !== 'unknown')
      .map(([day, name, value]) => {
        const date = new Date(`${day?.slice(4)} UTC`).toISOString().slice(0, 10);
        const number = (value ?? '').replace('\u2212', '-').replace(/[$,]/g, '');
        return `${date} ${name} ${number.replace(/\.?0+$/, '') || '0'}`;
      });
    expect(asCsv.length).toBeGreaterThan(100);
    expect(asCsv.toSorted()).toEqual(inCsv.toSorted());
    await page.close();
  });
});
