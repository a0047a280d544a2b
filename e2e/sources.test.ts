import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from './axe.ts';
import { launchBrowser, watchPage } from './browser.ts';
import { layoutShift, observeLayoutShift } from './layout-shift.ts';
import { serveShipstats } from './shipstats-process.ts';
import { createWorld, untilSynced, type World } from './world.ts';

const config = {
  connectors: [
    {
      name: 'openai',
      connectorId: 'openai',
      config: { adminApiKey: { secret: 'OPENAI_ADMIN_API_KEY' } },
    },
  ],
  dashboards: {
    ai: {
      widgets: {
        spend: {
          kind: 'stat',
          title: 'Spend',
          window: '30d',
          metric: { connector: 'openai', shape: 'metric', name: 'openai_cost_usd', fn: 'sum' },
        },
        requests: {
          kind: 'stat',
          title: 'Requests',
          window: '30d',
          metric: { connector: 'openai', shape: 'metric', name: 'openai_completions_requests', fn: 'sum' },
        },
      },
    },
  },
};

/** Slow enough to be watched. */
const SLOW = [{ do: { kind: 'delay', headersMs: 500 } }] as const;
/** What OpenAI says to a key without the permission. */
const FORBIDDEN = [
  {
    match: { path: '/costs' },
    do: {
      kind: 'status',
      status: 403,
      body: JSON.stringify({
        error: {
          message: 'You have insufficient permissions for this operation. Missing scopes: api.usage.read.',
          type: 'invalid_request_error',
          param: null,
          code: null,
        },
      }),
    },
  },
] as const;

let browser: Browser;
let world: World;
let server: Awaited<ReturnType<typeof serveShipstats>>;

beforeAll(async () => {
  world = await createWorld({ name: 'shipstats.config.json', text: JSON.stringify(config) });
  [browser, server] = await Promise.all([
    launchBrowser(),
    serveShipstats([], { cwd: world.folder, env: world.env }),
  ]);
  await untilSynced(server.url);
});

afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
  await world?.close();
});

afterEach(async () => {
  world.simulator.setFaults([]);
  await untilSynced(server.url);
});

const lastRun = async () => (await untilSynced(server.url)).id;

/** The row of an endpoint in the table of a source. */
const endpoint = (page: Page, title: string) =>
  page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: title }) });

describe('"Sync now"', () => {
  it('shows its progress as it happens, on every open page, and nothing moves', async () => {
    const before = await lastRun();
    world.simulator.setFaults(SLOW);
    const context = await browser.newContext();
    await observeLayoutShift(context);
    const [acting, watching] = [await context.newPage(), await browser.newPage()];
    await observeLayoutShift(watching.context());
    const trouble = [await watchPage(acting, server.url), await watchPage(watching, server.url)];
    await Promise.all([acting.goto(`${server.url}/sources`), watching.goto(`${server.url}/sources/openai`)]);

    await acting.getByRole('button', { name: 'Sync now' }).first().click();
    for (const page of [acting, watching]) {
      await page.getByRole('button', { name: 'Syncing …' }).waitFor();
      expect(await page.getByRole('button', { name: 'Syncing …' }).isDisabled()).toBe(true);
      await page.getByRole('progressbar', { name: 'OpenAI costs' }).waitFor();
      await endpoint(page, 'OpenAI completions usage')
        .getByText(/^\d+ of \d+$/)
        .waitFor();
    }
    expect(await axeFindings(watching)).toEqual([]);
    for (const page of [acting, watching]) {
      await page.getByRole('button', { name: 'Syncing …' }).waitFor({ state: 'detached', timeout: 30_000 });
      await page.getByRole('button', { name: 'Sync now' }).first().waitFor();
      expect(await page.getByRole('progressbar').count()).toBe(0);
      await endpoint(page, 'OpenAI costs').getByText('in sync').waitFor();
      const { total, moved } = await layoutShift(page);
      expect(total, moved.join('\n')).toBeLessThan(0.001);
    }
    expect(await lastRun()).toBeGreaterThan(before);
    expect(trouble.flatMap(({ lines }) => lines)).toEqual([]);
    await Promise.all([context.close(), watching.context().close()]);
  });

  it('works without JavaScript: it leads to the source, which shows how far it is', async () => {
    const before = await lastRun();
    world.simulator.setFaults(SLOW);
    const page = await browser.newPage({ javaScriptEnabled: false });
    await page.goto(`${server.url}/sources`);
    await page.getByRole('button', { name: 'Sync now' }).first().click();
    await page.waitForURL(/\/sources\/openai$/);
    await expect
      .poll(
        async () => {
          await page.reload();
          return page.getByRole('progressbar').count();
        },
        { timeout: 10_000 },
      )
      .toBeGreaterThan(0);
    expect(await page.getByRole('button', { name: 'Syncing …' }).isDisabled()).toBe(true);
    await untilSynced(server.url, before);
    await page.reload();
    expect(await page.getByRole('button', { name: 'Sync now' }).isEnabled()).toBe(true);
    const log = page.getByRole('region', { name: 'Run log' });
    expect(await log.getByRole('row').nth(1).innerText()).toMatch(/manual[\s\S]*succeeded/);
    await page.context().close();
  });
});

describe('an endpoint that fails', () => {
  const value = async (metric: string) => {
    const answer = await fetch(`${server.url}/api/v1/metrics/${metric}?window=30d`);
    return ((await answer.json()) as { value: unknown }).value; // the API's own shape
  };

  it('is named, with what is wrong and how to mend it; the rest goes on, and nothing stored is lost', async () => {
    const spend = await value('openai_cost_usd');
    expect(spend).toMatch(/^\d+\.\d+$/);
    world.simulator.setFaults(FORBIDDEN);
    const page = await browser.newPage();
    await page.goto(`${server.url}/sources/openai`);
    await page.getByRole('button', { name: 'Sync now' }).click();

    const notice = page.getByRole('main').locator('.notice').filter({ hasText: 'OpenAI costs' });
    await notice.waitFor({ timeout: 30_000 });
    const words = await notice.innerText();
    expect(words).toContain('403');
    expect(words).toContain('GET /v1/organization/costs');
    expect(words).toContain('api.usage.read');
    await page.getByText('Synced in part').waitFor();
    expect(await endpoint(page, 'OpenAI costs').innerText()).toContain('failed');
    expect(await endpoint(page, 'OpenAI completions usage').innerText()).toContain('in sync');
    expect(await axeFindings(page)).toEqual([]);
    expect(await value('openai_cost_usd')).toBe(spend);

    await page.goto(`${server.url}/dashboards/ai`);
    const tile = (title: string) =>
      page.getByRole('article').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
    expect(await tile('Spend').innerText()).toContain('last sync failed');
    expect(await tile('Spend').getByRole('img', { name: 'The last sync failed' }).count()).toBe(1);
    expect(await tile('Spend').innerText()).toMatch(/\$\d/);
    expect(await tile('Requests').innerText()).not.toContain('failed');

    world.simulator.setFaults([]);
    await page.goto(`${server.url}/sources/openai`);
    await page.getByRole('button', { name: 'Sync now' }).click();
    await page.locator('.pill', { hasText: 'In sync' }).waitFor({ timeout: 30_000 });
    expect(await notice.count()).toBe(0);
    await page.goto(`${server.url}/dashboards/ai`);
    expect(await tile('Spend').innerText()).not.toContain('failed');
    expect(await value('openai_cost_usd')).toBe(spend);
    await page.context().close();
  });
});
