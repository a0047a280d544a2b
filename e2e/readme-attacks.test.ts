import { readdirSync, readFileSync } from 'node:fs';
import { createReadmeRenderer, type ReadmeRenderer, type RenderReadmeOptions } from '@shipstats/registry';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from './axe.ts';
import { launchBrowser } from './browser.ts';
import { type ReadmePages, serveReadmePages } from './readme-page.ts';

const FOLDER = new URL('./readme-attacks/', import.meta.url);
const ATTACKS = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.md'))
  .map((file) => file.replace(/\.md$/, ''));

/** Those that have images in any form. */
const WITH_IMAGES = ATTACKS.filter((attack) =>
  /^(images|picture|handlers-img|overlays|url-|html-in|link-)/.test(attack),
);

/** Those whose elements do not fit together: what is left of them is mended. */
const BROKEN = ATTACKS.filter((attack) =>
  /^(alerts|details|footnotes|form-elements|headings|ids|images-alt|link-attributes|lists|ruby|tables|tasks)/.test(
    attack,
  ),
);

const OPTIONS: RenderReadmeOptions = {
  from: 'packument',
  repository: { host: 'github', url: 'https://github.com/o/r', directory: 'packages/p' },
  ref: 'v1.0.0',
  path: 'README.md',
  allowOutsideImages: false,
};

let browser: Browser;
let pages: ReadmePages;
let renderer: ReadmeRenderer;

beforeAll(async () => {
  [browser, pages] = await Promise.all([launchBrowser(), serveReadmePages()]);
  renderer = createReadmeRenderer();
});

afterAll(async () => {
  await Promise.all([browser?.close(), pages?.close(), renderer?.close()]);
});

async function render(attack: string, options: Partial<RenderReadmeOptions> = {}): Promise<string> {
  const answer = await renderer.render(readFileSync(new URL(`${attack}.md`, FOLDER), 'utf8'), {
    ...OPTIONS,
    ...options,
  });
  if (answer.kind !== 'readme') throw new Error(`${attack} is ${answer.kind}`);
  return answer.readme.html;
}

/** A browser's page that writes down whatever a readme makes it do. */
async function openWatched(context: BrowserContext): Promise<{ page: Page; happened: string[] }> {
  const happened: string[] = [];
  const page = await context.newPage();
  page.on('dialog', (dialog) => {
    happened.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => happened.push(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => happened.push(`uncaught: ${error.message}`));
  page.on('popup', (popup) => happened.push(`popup: ${popup.url()}`));
  page.on('download', (download) => happened.push(`download: ${download.url()}`));
  page.on('frameattached', (frame) => happened.push(`frame: ${frame.url()}`));
  page.on('worker', (worker) => happened.push(`worker: ${worker.url()}`));
  await page.route('**/*', (route) => {
    const url = new URL(route.request().url());
    const isOwn = url.origin === pages.origin && route.request().isNavigationRequest();
    happened.push(`${route.request().resourceType()} ${isOwn ? url.pathname : url.href}`);
    return isOwn ? route.continue() : route.abort();
  });
  return { page, happened };
}

/**
 * What the page is outside the readme, one fact a key: names, elements, styles, places, and what lies on top. Styles
 * come as their hash: there are four hundred of them for each element.
 */
async function surroundings(page: Page): Promise<Record<string, unknown>> {
  return page.evaluate(() => {
    const readme = document.querySelector('.readme');
    if (!readme) throw new Error('the page has no readme');
    const facts: Record<string, unknown> = {};
    // These follow the readme's length where an element holds it or comes after it.
    const follows = /height|block-size|origin|inset|^(top|bottom)$|perspective/;
    const isOnTop = (element: Element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      if (width === 0 || top > innerHeight) return true;
      const found = document.elementFromPoint(left + width / 2, top + height / 2);
      return found !== null && !readme.contains(found);
    };
    const hash = (text: string) => {
      let sum = 0;
      for (let at = 0; at < text.length; at += 1) sum = (sum * 31 + text.charCodeAt(at)) | 0;
      return sum;
    };
    for (const element of [document.documentElement, ...document.body.querySelectorAll('*'), document.body]) {
      if (element !== readme && readme.contains(element)) continue;
      const name = `${element.tagName}#${element.id}.${element.className}`;
      const isBefore = !element.contains(readme) && element.closest('footer') === null;
      const style = getComputedStyle(element);
      const properties = [...style].filter((property) => isBefore || !follows.test(property)).sort();
      facts[`${name} style`] = hash(properties.map((one) => style.getPropertyValue(one)).join(';'));
      const { left, top, width, height } = element.getBoundingClientRect();
      facts[`${name} place`] = (isBefore ? [left, top, width, height] : [left, width]).join(' ');
      facts[`${name} attributes`] = [...element.attributes]
        .map((one) => `${one.name}=${one.value}`)
        .join(' ');
      facts[`${name} is within`] = element.parentElement?.tagName;
      if (isBefore) facts[`${name} is on top`] = isOnTop(element);
    }
    for (const name of Object.getOwnPropertyNames(window))
      facts[`global ${name}`] = typeof window[name as never];
    // A name in the document hides what a script means by it.
    for (const name of [
      ...Object.getOwnPropertyNames(document),
      ...Object.getOwnPropertyNames(Document.prototype),
    ]) {
      facts[`document.${name}`] = typeof document[name as keyof Document];
    }
    for (const element of readme.querySelectorAll('[id], [name]')) {
      const name = element.getAttribute('name') ?? element.id;
      if (!name.startsWith('readme-')) facts[`name ${name}`] = element.outerHTML;
    }
    facts.title = document.title;
    facts.base = document.baseURI.replace(/[^/]*$/, '');
    facts.overflow = Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth);
    facts.frames = window.length;
    return facts;
  });
}

function differences(now: Record<string, unknown>, before: Record<string, unknown>): readonly string[] {
  return [...new Set([...Object.keys(now), ...Object.keys(before)])]
    .filter((fact) => now[fact] !== before[fact])
    .map((fact) => `${fact}: ${now[fact]}, not ${before[fact]}`);
}

/** Does what a reader might: points at things, opens what opens, goes through it with the keyboard. */
async function use(page: Page): Promise<void> {
  await page.evaluate(() => {
    const readme = document.querySelector('.readme');
    for (const element of readme?.querySelectorAll('*') ?? []) {
      for (const type of [
        'pointerover',
        'mouseover',
        'mouseenter',
        'animationstart',
        'transitionend',
        'toggle',
        'wheel',
      ]) {
        element.dispatchEvent(new Event(type, { bubbles: true }));
      }
      // A link or a button is not pressed: whereto links lead is checked in their addresses.
      if (!element.closest('a'))
        element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
      if (element instanceof HTMLElement) element.focus({ preventScroll: true });
      if (element instanceof HTMLDetailsElement) element.open = true;
    }
    (document.activeElement as HTMLElement | null)?.blur();
    scrollTo(0, document.body.scrollHeight);
    scrollTo(0, 0);
  });
  await page.waitForTimeout(20);
}

describe.each([
  { policy: 'with our policy', width: 1280 },
  { policy: 'without any policy', width: 390 },
] as const)('$policy, $width px wide', ({ policy, width }) => {
  let context: BrowserContext;
  let page: Page;
  let happened: string[];
  let harmless: Record<string, unknown>;

  beforeAll(async () => {
    context = await browser.newContext({ viewport: { width, height: 800 } });
    ({ page, happened } = await openWatched(context));
    await page.goto(addressOf('<p>harmless</p>'));
    harmless = await surroundings(page);
  });

  afterAll(() => context?.close());

  const addressOf = (html: string) =>
    pages.add('page', html)[policy === 'with our policy' ? 'withPolicy' : 'withoutPolicy'];

  const visit = async (html: string) => {
    happened.length = 0;
    const address = addressOf(html);
    await page.goto(address);
    await use(page);
    expect(page.url()).toBe(address);
  };

  it.each(ATTACKS)('%s does nothing, asks for nothing and stays in its place', async (attack) => {
    await visit(await render(attack));
    expect.soft(happened).toEqual(['document /page']);
    expect(differences(await surroundings(page), harmless)).toEqual([]);
  });

  it.each(WITH_IMAGES)('%s asks for images alone where those are allowed', async (attack) => {
    await visit(await render(attack, { allowOutsideImages: true }));
    expect(happened.filter((line) => !isImage(line))).toEqual(['document /page']);
  });
});

/** An image was asked for, was refused by our policy, or did not come since nothing here comes. */
function isImage(line: string): boolean {
  return (
    /^image https:\/\//.test(line) ||
    /^console error: Failed to load resource: net::ERR_FAILED/.test(line) ||
    /^console error: (Loading the image|Refused to load the image) 'https:/.test(line)
  );
}

describe.each(['light', 'dark'] as const)('in the %s scheme', (colorScheme) => {
  it('is as accessible as any page of ours, however broken', async () => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 900, height: 800 } });
    const page = await context.newPage();
    for (const attack of BROKEN) {
      await page.goto(pages.add('page', await render(attack)).withoutPolicy);
      expect.soft(await axeFindings(page), attack).toEqual([]);
    }
    await context.close();
  });
});
