import { rm } from 'node:fs/promises';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { layoutShift, observeLayoutShift } from './layout-shift.ts';
import { serveShipstats } from './shipstats-process.ts';
import { expectWhole, MODES, NO_SHIFT, openMode } from './whole-page.ts';
import { makeFolder, NOW, untilSynced } from './world.ts';

const PAGES: readonly (readonly [path: string, heading: string])[] = [
  ['/dashboards', 'Dashboards'],
  ['/dashboards/ai', 'AI'],
  ['/dashboards/ai?window=7d', 'AI'],
  ['/metrics', 'Metrics'],
  ['/metrics/openai_cost_usd?window=90d&by=project_id', 'OpenAI spend'],
  [
    '/metrics/openai_completions_input_tokens?by=model&top=200&filter=batch%3Dfalse',
    'Completions input tokens',
  ],
  ['/sources', 'Sources'],
  ['/sources/openai', 'OpenAI'],
  ['/sources/openai/reconcile?window=90d', 'Costs beside usage'],
  ['/connect', 'Connect your own OpenAI organization'],
  ['/api', 'API'],
  ['/docs', 'Docs'],
  ['/nowhere', 'There is nothing at this address.'],
  ['/metrics/openai_cost_us', 'openai_cost_us'],
];

const MISSING = ['/nowhere', '/metrics/openai_cost_us'];

let browser: Browser;
let folder: string;
let server: Awaited<ReturnType<typeof serveShipstats>>;
/** Every link of every page, and where it was seen. */
const links = new Map<string, string>();

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

describe.each(MODES)('in $scheme at $width px, JavaScript $hasScript', (mode) => {
  let context: BrowserContext;

  beforeAll(async () => {
    context = await openMode(browser, mode);
  });

  afterAll(async () => {
    await context.close();
  });

  it.each(PAGES)(
    '%s is whole: headed, within its width, quiet, still, accessible and light',
    async (path, heading) => {
      const found = await expectWhole(context, { origin: server.url, path, heading, mode });
      for (const href of found) links.set(href, path);
    },
  );
});

describe('a page that arrives slowly', () => {
  it.each([1280, 390])('is not drawn before it can stay as it is, at %i px', async (width) => {
    const context = await browser.newContext({ viewport: { width, height: 800 } });
    await observeLayoutShift(context);
    for (const path of [
      '/dashboards/ai',
      '/metrics/openai_cost_usd?window=90d&by=project_id',
      '/dashboards/ai',
    ]) {
      const page = await context.newPage();
      const devtools = await context.newCDPSession(page);
      await devtools.send('Emulation.setCPUThrottlingRate', { rate: 6 });
      await page.goto(server.url + path, { waitUntil: 'load' });
      const { total, moved } = await layoutShift(page);
      expect(total, `${path}\n${moved.join('\n')}`).toBeLessThan(NO_SHIFT);
      await page.close();
    }
    await context.close();
  });
});

describe('the links of all these pages', () => {
  it('lead somewhere', async () => {
    expect(links.size).toBeGreaterThan(50);
    const broken: string[] = [];
    for (const [href, seenOn] of links) {
      const url = new URL(href);
      if (url.origin !== server.url) {
        if (url.protocol !== 'https:') broken.push(`${href} on ${seenOn} is not https`);
        continue; // other people's sites are not for a test to ask
      }
      const answer = await fetch(url);
      if (answer.status >= 400 && !MISSING.includes(url.pathname))
        broken.push(`${answer.status} ${href} on ${seenOn}`);
      const text = await answer.text();
      const id = decodeURIComponent(url.hash.slice(1));
      if (id !== '' && !text.includes(`id="${id}"`)) broken.push(`${href} on ${seenOn}: nothing has this id`);
    }
    expect(broken).toEqual([]);
  });
});
