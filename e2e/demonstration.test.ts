import { rm } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { serveShipstats } from './shipstats-process.ts';
import { makeFolder } from './world.ts';

const PAGES = [
  '/',
  '/dashboards',
  '/dashboards/ai',
  '/metrics',
  '/metrics/openai_cost_usd',
  '/sources',
  '/sources/openai',
];
const MORE_PAGES = ['/connect', '/api', '/docs', '/nowhere'];

let browser: Browser;
let folder: string;
let server: Awaited<ReturnType<typeof serveShipstats>>;

beforeAll(async () => {
  folder = await makeFolder();
  [browser, server] = await Promise.all([launchBrowser(), serveShipstats([], { cwd: folder })]);
});

afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
  await rm(folder, { recursive: true, force: true });
});

describe('the demonstration, started in an empty folder', () => {
  it('shows a dashboard with real charts within seconds', async () => {
    const page = await browser.newPage();
    await page.goto(`${server.url}/dashboards/ai`);
    await page.getByRole('heading', { level: 1, name: 'AI' }).waitFor();

    const tile = page.getByRole('article').filter({ hasText: 'Spend, last 30 days' });
    // Opened before the first sync has ended, it looks again by itself.
    await expect.poll(() => tile.innerText(), { timeout: 20_000 }).toMatch(/\$\d[\d,]*\s*\.\d\d/);
    const chart = page.getByRole('figure').filter({ hasText: 'Spend by project' });
    const drawing = chart.getByRole('img', { name: /Spend by project/ });
    await expect.poll(() => drawing.getAttribute('aria-label'), { timeout: 20_000 }).toMatch(/\$/);
    const box = await drawing.boundingBox();
    expect(box?.width).toBeGreaterThan(300);
    expect(box?.height).toBeGreaterThan(150);
    expect(await drawing.locator('path.bar').count()).toBeGreaterThan(5);
    await page.close();
  });

  it('R31 calls projects by their names, with the ids at hand', async () => {
    const page = await browser.newPage({ javaScriptEnabled: false });
    await page.goto(`${server.url}/dashboards/ai`);
    const name = page.getByText('Production assistant', { exact: true }).first();
    expect(await name.getAttribute('title')).toBe('proj_prod_assistant');
    await page.goto(`${server.url}/metrics/openai_cost_usd?window=180d&by=project_id`);
    const ranking = page
      .getByRole('figure')
      .filter({ has: page.getByRole('heading', { name: 'By project', exact: true }) });
    const heads = (await ranking.getByRole('rowheader').allInnerTexts()).join(' ').replace(/\s+/g, ' ');
    expect(heads).toContain('Production assistant proj_prod_assistant');
    expect(heads).toContain('Legacy chatbot archived proj_legacy_chatbot');
    await page.goto(`${server.url}/sources/openai`);
    await page.getByRole('heading', { name: 'Names' }).waitFor();
    await page.close();
  });

  it.each([...PAGES, ...MORE_PAGES])(
    'says on %s that its numbers are synthetic, and where to go',
    async (path) => {
      const page = await browser.newPage({ javaScriptEnabled: false });
      await page.goto(server.url + path);
      const notice = page.getByRole('complementary', { name: 'Synthetic data' });
      expect(await notice.isVisible()).toBe(true);
      expect(await notice.innerText()).toContain('Synthetic data');
      expect(await notice.getByRole('link').getAttribute('href')).toBe('/connect');
      await page.close();
    },
  );

  it('leads from the notice to the three steps to own numbers', async () => {
    const page = await browser.newPage();
    await page.goto(`${server.url}/dashboards`);
    await page.getByRole('link', { name: 'Connect your own OpenAI organization' }).click();
    await page.getByRole('heading', { level: 1, name: 'Connect your own OpenAI organization' }).waitFor();
    const steps = await page.getByRole('main').getByRole('heading', { level: 2 }).allInnerTexts();
    expect(steps.map((step) => step.slice(0, 2))).toEqual(['1.', '2.', '3.']);
    const text = await page.getByRole('main').innerText();
    for (const command of [
      'npx shipstats init',
      'OPENAI_ADMIN_API_KEY=',
      'npx shipstats check',
      'npm start',
    ]) {
      expect(text).toContain(command);
    }
    await page.close();
  });

  it('marks the numbers as synthetic in the API too', async () => {
    const answer = await fetch(`${server.url}/api/v1/metrics/openai_cost_usd?window=30d`);
    expect(await answer.json()).toMatchObject({ stamp: { synthetic: true } });
  });
});
