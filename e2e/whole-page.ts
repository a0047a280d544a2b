import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { axeFindings } from './axe.ts';
import { watchPage } from './browser.ts';
import { layoutShift, observeLayoutShift } from './layout-shift.ts';

/** How pages are looked at. */
export const MODES = (['light', 'dark'] as const).flatMap((scheme) =>
  [1280, 390].flatMap((width) => [true, false].map((hasScript) => ({ scheme, width, hasScript }))),
);
export type Mode = (typeof MODES)[number];

/** As narrow as pages get: a small phone, or a wide screen at a zoom of 400% (WCAG 1.4.10). */
const NARROWEST = 320;
const SCRIPT_LIMIT_BYTES = 10_000;
/** What is 0 but for rounding. */
export const NO_SHIFT = 0.001;

/** A browser's window of a mode, in which what moves and what the policy refuses is noted. */
export async function openMode(
  browser: Browser,
  { scheme, width, hasScript }: Mode,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    colorScheme: scheme,
    viewport: { width, height: 800 },
    javaScriptEnabled: hasScript,
  });
  await observeLayoutShift(context);
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy: ${event.violatedDirective} refuses ${event.blockedURI || event.sample}`);
    });
  });
  return context;
}

/** How far the page reaches beyond its window to the right, in pixels, and what does. */
async function overflow(page: Page) {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const rightOf = (element: Element) => {
      // A text may reach beyond the box that it stands in.
      const range = document.createRange();
      range.selectNodeContents(element);
      return Math.max(element.getBoundingClientRect().right, range.getBoundingClientRect().right);
    };
    const found = [...document.querySelectorAll('body *')]
      .filter((element) => rightOf(element) > clientWidth + 1)
      .slice(-5)
      .map((element) => `${element.tagName} .${element.className}`);
    return [`${scrollWidth - clientWidth} px too wide`, ...found];
  });
}

/** How light what the page is painted on is, from 0 for black to 255. */
async function lightness(page: Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d');
    if (canvas === null) return Number.NaN;
    for (const element of [document.documentElement, document.body]) {
      canvas.fillStyle = getComputedStyle(element).backgroundColor;
      canvas.fillRect(0, 0, 1, 1);
    }
    const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return (red + green + blue) / 3;
  });
}

export interface WholePage {
  readonly origin: string;
  readonly path: string;
  /** Part of the page's one heading. */
  readonly heading: string;
  readonly mode: Mode;
}

/**
 * Opens a page and expects it to be whole: headed, within its width, of the scheme's colours, quiet, still, accessible and
 * light.
 *
 * @returns the addresses of its links
 */
export async function expectWhole(
  context: BrowserContext,
  { origin, path, heading, mode: { scheme, width, hasScript } }: WholePage,
): Promise<readonly string[]> {
  const page = await context.newPage();
  const trouble = await watchPage(page, origin);
  await page.goto(origin + path, { waitUntil: 'load' });

  const headings = page.getByRole('heading', { level: 1 });
  expect(await headings.allInnerTexts()).toEqual([expect.stringContaining(heading)]);
  expect(await page.title()).toMatch(/\S · Shipstats$/);
  expect(await overflow(page)).toEqual([]);
  const light = await lightness(page);
  expect(
    scheme === 'light' ? light : 255 - light,
    `${light} is no lightness of a ${scheme} page`,
  ).toBeGreaterThan(200);
  const links = await page
    .locator('a[href]')
    .evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href));
  if (hasScript) {
    const { total, moved } = await layoutShift(page);
    expect(total, moved.join('\n')).toBeLessThan(NO_SHIFT);
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
  return links;
}
