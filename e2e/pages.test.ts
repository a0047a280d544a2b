import { rm } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from './axe.ts';
import { launchBrowser, watchPage } from './browser.ts';
import { layoutShift, observeLayoutShift } from './layout-shift.ts';
import { serveShipstats } from './shipstats-process.ts';
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
  ['/connect', 'Connect your own OpenAI organization'],
  ['/api', 'API'],
  ['/docs', 'Docs'],
  ['/nowhere', 'There is nothing at this address.'],
  ['/metrics/openai_cost_us', 'openai_cost_us'],
];

const MISSING = ['/nowhere', '/metrics/openai_cost_us'];

const MODES = (['light', 'dark'] as const).flatMap((scheme) =>
  [1280, 390].flatMap((width) => [true, false].map((hasScript) => ({ scheme, width, hasScript }))),
);
type Mode = (typeof MODES)[number];

/** As narrow as pages get: a small phone, or a wide screen at a zoom of 400% (WCAG 1.4.10). */
const NARROWEST = 320;
const SCRIPT_LIMIT_BYTES = 10_000;

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

/** What a browser says that the page must never cause it to say. */
async function watchPolicy(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy: ${event.violatedDirective} refuses ${event.blockedURI || event.sample}`);
    });
  });
}

/** How far the page reaches beyond its window to the right, in pixels, and what does. */
async function overflow(page: Page) {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > clientWidth + 1)
      .slice(0, 5)
      .map((element) => `${element.tagName} .${element.className}`);
  });
}

describe.each(MODES)(
  'in $scheme at $width px, JavaScript $hasScript',
  ({ scheme, width, hasScript }: Mode) => {
    let context: BrowserContext;

    beforeAll(async () => {
      context = await browser.newContext({
        colorScheme: scheme,
        viewport: { width, height: 800 },
        javaScriptEnabled: hasScript,
      });
      await observeLayoutShift(context);
      await watchPolicy(context);
    });

    afterAll(async () => {
      await context.close();
    });

    it.each(PAGES)(
      '%s is whole: headed, within its width, quiet, still, accessible and light',
      async (path, heading) => {
        const page = await context.newPage();
        const trouble = await watchPage(page, server.url);
        await page.goto(server.url + path, { waitUntil: 'load' });

        const headings = page.getByRole('heading', { level: 1 });
        expect(await headings.allInnerTexts()).toEqual([expect.stringContaining(heading)]);
        expect(await page.title()).toMatch(/\S · Shipstats$/);
        expect(await overflow(page)).toEqual([]);
        for (const href of await page
          .locator('a[href]')
          .evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href))) {
          links.set(href, path);
        }
        if (hasScript) {
          const { total, moved } = await layoutShift(page);
          expect(total, moved.join('\n')).toBeLessThan(0.001);
          expect(await axeFindings(page)).toEqual([]);
          const bytes = trouble.scripts.reduce((sum, script) => sum + gzipSync(script).length, 0);
          expect(bytes).toBeGreaterThan(0);
          expect(bytes).toBeLessThan(SCRIPT_LIMIT_BYTES);
        } else {
          expect(trouble.scripts).toEqual([]);
          expect(await page.getByText('Loading').count(), 'nothing waits for JavaScript').toBe(0);
        }
        if (width === 390) {
          await page.setViewportSize({ width: NARROWEST, height: 700 });
          expect(await overflow(page), `at ${NARROWEST} px`).toEqual([]);
        }
        expect(trouble.lines).toEqual([]);
        await page.close();
      },
    );
  },
);

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
      expect(total, `${path}\n${moved.join('\n')}`).toBeLessThan(0.001);
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
