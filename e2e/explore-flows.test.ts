import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser, watchPage } from './browser.ts';
import { createNpmWorld, type NpmWorld } from './npm-world.ts';
import { serveShipstats } from './shipstats-process.ts';
import { until } from './until.ts';

let browser: Browser;
let world: NpmWorld;
let server: Awaited<ReturnType<typeof serveShipstats>>;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  world = await createNpmWorld();
  [browser, server] = await Promise.all([
    launchBrowser(),
    serveShipstats([], { cwd: world.folder, env: world.env }),
  ]);
  await untilCounted('tidewire');
  // Results wait for npm's search no longer than a moment: from now on its answer is here.
  await until(
    async () => (await fetch(`${server.url}/search?q=tidewire`)).text(),
    (html) => html.includes('href="/pkg:tidewire-legacy"'),
  );
});

afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
  await world?.close();
});

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true });
  page = await context.newPage();
});

afterEach(() => context.close());

/** The one number of a package, as the API tells it. */
interface Line {
  readonly downloads: number;
  readonly through: string;
  readonly from: string;
  readonly unknownDays: number;
}

async function readLine(name: string): Promise<Line | null> {
  const answer = await fetch(`${server.url}/api/v1/npm/packages/${name}`);
  // The API's own shape, see its OpenAPI document.
  const { downloads } = (await answer.json()) as { downloads: Line | null };
  return downloads;
}

/** Waits until npm has been asked for a package's days. */
async function untilCounted(name: string): Promise<void> {
  await until(
    async () => {
      await (await fetch(`${server.url}/pkg:${name}`)).text();
      return readLine(name);
    },
    (line) => line?.from === 'store',
  );
}

/** What is true of the 30 days to this one: the sum of those that npm has counted, and how many it has lost. */
function truth(name: string, through: string) {
  const days = Array.from({ length: 30 }, (_, back) =>
    new Date(Date.parse(through) - back * 86_400_000).toISOString().slice(0, 10),
  );
  const known = days.filter((day) => !world.simulator.truth.isHole(day));
  return {
    downloads: known.reduce((sum, day) => sum + world.simulator.truth.downloads(name, day), 0),
    unknownDays: days.length - known.length,
  };
}

/** A count as pages write it in short: `5.56 M`, with whatever space between. */
async function shownNumber(place: Locator): Promise<string> {
  return (await place.innerText()).replace(/\s+/g, '');
}

const box = () => page.getByRole('searchbox', { name: /Search npm/ });

describe('the box', () => {
  it('has the focus after "/", shows results as one types, and the arrow keys walk through them', async () => {
    const trouble = await watchPage(page, server.url);
    await page.goto(server.url);
    await page.keyboard.press('/');
    expect(await box().evaluate((field) => field === document.activeElement)).toBe(true);
    await page.keyboard.type('expr');
    const first = page.locator('#results .package-name').first();
    await first.waitFor();
    expect(await first.innerText()).toBe('express');
    await page.waitForURL(/\/search\?q=expr$/);
    await page.keyboard.press('ArrowDown');
    expect(await first.evaluate((link) => link === document.activeElement)).toBe(true);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    expect(await box().evaluate((field) => field === document.activeElement)).toBe(true);
    expect(trouble.lines).toEqual([]);
  });

  it('opens a found package by Enter, and "back" restores what was found', async () => {
    await page.goto(`${server.url}/search?q=tidewire`);
    await box().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${server.url}/pkg:tidewire`);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('tidewire');
    await page.goBack();
    await page.waitForURL(`${server.url}/search?q=tidewire`);
    expect(await box().inputValue()).toBe('tidewire');
    expect(await page.locator('#results .package-name').first().innerText()).toBe('tidewire');
  });

  it('shows results below itself on other pages, and Escape closes them', async () => {
    await page.goto(`${server.url}/feeds`);
    await page.keyboard.press('/');
    await page.keyboard.type('react');
    const popup = page.locator('.find-popup');
    await popup.locator('.package-name').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    expect(await popup.isVisible()).toBe(false);
    expect(await box().evaluate((field) => field === document.activeElement)).toBe(true);
    expect(page.url()).toBe(`${server.url}/feeds`);
  });

  it.each([
    ['pkg:tidewire', '/pkg:tidewire'],
    ['pkg:tidewire@1.0.0', '/pkg:tidewire@1.0.0'],
    ['@mara', '/@mara'],
    ['@mara/signals', '/pkg:@mara/signals'],
    ['  tide wire ', '/search?q=tide+wire'],
  ])('leads from %j to %s, without JavaScript too', async (typed, path) => {
    const plain = await browser.newContext({ javaScriptEnabled: false });
    for (const each of [page, await plain.newPage()]) {
      await each.goto(server.url);
      const field = each.getByRole('searchbox', { name: /Search npm/ });
      await field.fill(typed);
      await field.press('Enter');
      await each.waitForURL((url) => {
        url.searchParams.set('q', url.searchParams.get('q')?.trim() ?? '');
        return url.pathname + (path.includes('?') ? url.search : '') === path;
      });
    }
    await plain.close();
  });

  it('says what is wrong with a name that is none', async () => {
    await page.goto(server.url);
    await box().fill('pkg:../../etc/passwd');
    await box().press('Enter');
    await page.getByText('This question cannot be read').waitFor();
  });
});

describe('the keys', () => {
  it('are told by "?", and those of one letter can be switched off for good', async () => {
    await page.goto(`${server.url}/popular`);
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keys' });
    await help.waitFor();
    await help.getByRole('checkbox').uncheck();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });
    await page.reload();
    await page.keyboard.press('?');
    expect(await help.isVisible()).toBe(false);
    await page.keyboard.press('/');
    expect(await box().evaluate((field) => field === document.activeElement)).toBe(false);
    // The button in the footer is always there.
    await page.getByRole('button', { name: 'Keys' }).click();
    await help.getByRole('checkbox').check();
    await help.getByRole('button', { name: 'Close' }).click();
    await page.keyboard.press('/');
    expect(await box().evaluate((field) => field === document.activeElement)).toBe(true);
  });
});

describe('the page of a package', () => {
  it('tells how to install it with four managers, and copies the one that is shown', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(`${server.url}/pkg:tidewire@1.0.0`);
    const install = page.getByRole('group', { name: 'Install with' });
    for (const [manager, command] of [
      ['npm', 'npm i tidewire@1.0.0'],
      ['pnpm', 'pnpm add tidewire@1.0.0'],
      ['yarn', 'yarn add tidewire@1.0.0'],
      ['bun', 'bun add tidewire@1.0.0'],
    ] as const) {
      await install.getByRole('radio', { name: manager, exact: true }).check({ force: true });
      expect(await install.locator('code:visible').allInnerTexts()).toEqual([command]);
      await install.getByRole('button').click();
      await install.getByRole('button', { name: 'Copied' }).waitFor();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(command);
    }
  });

  it('answers another span in its address, and its chart is read by keyboard with the numbers of its table', async () => {
    await page.goto(`${server.url}/pkg:tidewire`);
    await page
      .getByRole('navigation', { name: 'Span of the chart' })
      .getByRole('link', { name: '1 m' })
      .click();
    await page.waitForURL(/range=1m/);
    const chart = page.getByRole('figure').filter({ hasText: 'downloads' }).first();
    const input = chart.getByRole('slider');
    await input.focus();
    await page.keyboard.press('End');
    const said = async () => (await input.getAttribute('aria-valuetext')) ?? '';
    const rows = await chart
      .locator('.chart-table tbody tr')
      .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
    expect(rows.length).toBe(30);
    for (const [day = '', state = '', value = ''] of rows.slice(0, 3)) {
      expect(await said()).toContain(day);
      if (state === 'complete') {
        const date = new Date(`${day.slice(4)} UTC`).toISOString().slice(0, 10);
        expect(Number(value.replaceAll(',', ''))).toBe(world.simulator.truth.downloads('tidewire', date));
      }
      await page.keyboard.press('ArrowLeft');
    }
    // Days that npm has lost are unknown, and only they.
    const unknown = rows.filter(([, , value]) => value === 'unknown').length;
    const line = await readLine('tidewire');
    expect(unknown).toBe(truth('tidewire', line?.through ?? '').unknownDays);
  });

  it('loads images of other hosts only for who has asked for them', async () => {
    const asked: string[] = [];
    await context.route('**/*', (route) => {
      if (route.request().url().startsWith(server.url)) return route.continue();
      asked.push(route.request().url());
      return route.abort();
    });
    await page.goto(`${server.url}/pkg:tidewire`);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    expect(asked).toEqual([]);
    await page.getByRole('button', { name: 'Show images from other hosts' }).click();
    await page.getByRole('button', { name: 'Hide images from other hosts' }).waitFor();
    await page.waitForFunction(() => document.querySelectorAll('.readme img').length > 0);
    await expect.poll(() => asked.length).toBeGreaterThan(0);
    asked.length = 0;
    await page.getByRole('button', { name: 'Hide images from other hosts' }).click();
    await page.getByRole('button', { name: 'Show images from other hosts' }).waitFor();
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    expect(asked).toEqual([]);
  });
});

describe('one number', () => {
  it('stands on the page, in search, at the user, in comparison, in the API, on the badge: the true one', async () => {
    const line = await readLine('tidewire');
    if (line === null) throw new Error('there is no number');
    const expected = truth('tidewire', line.through);
    expect(line).toMatchObject({ ...expected, from: 'store' });
    const short = `${(expected.downloads / 1e6).toFixed(2)}M`;

    await page.goto(`${server.url}/pkg:tidewire`);
    expect(await shownNumber(page.locator('.headline .num, .headline data').first())).toBe(short);
    if (expected.unknownDays > 0) {
      expect(await page.locator('.headline').innerText()).toContain(
        `${expected.unknownDays} of them unknown`,
      );
    }

    const values = async (path: string, row: string) => {
      await page.goto(server.url + path);
      const found = page
        .locator('li, tr')
        .filter({ has: page.getByRole('link', { name: 'tidewire', exact: true }) });
      return found.locator(row).first().getAttribute('value');
    };
    expect(await values('/search?q=tidewire', 'data')).toBe(`${expected.downloads}`);
    await untilWhole('/@mara');
    expect(await values('/@mara', 'data')).toBe(`${expected.downloads}`);
    await page.goto(`${server.url}/compare/tidewire,quillparse`);
    expect(
      await page
        .locator('.compare-table tr')
        .filter({ hasText: 'Downloads, 30 days' })
        .locator('data')
        .first()
        .getAttribute('value'),
    ).toBe(`${expected.downloads}`);

    const search = await (await fetch(`${server.url}/api/v1/npm/search?q=tidewire`)).json();
    const { hits } = search as { hits: { name: string; downloads: Line }[] }; // the API's own shape
    expect(hits.find(({ name }) => name === 'tidewire')?.downloads.downloads).toBe(expected.downloads);

    const badge = await fetch(`${server.url}/badge/downloads/tidewire.svg`);
    expect(badge.headers.get('Content-Type')).toMatch(/^image\/svg\+xml/);
    expect((await badge.text()).replace(/\s+/g, '')).toContain(short);
  });

  it('is drawn: badges and the chart are images that a browser shows', async () => {
    const trouble = await watchPage(page, server.url);
    await page.goto(`${server.url}/pkg/badges?name=tidewire`);
    const images = page.locator('main img');
    expect(await images.count()).toBe(6);
    for (const image of await images.all()) {
      await image.scrollIntoViewIfNeeded();
      await expect.poll(() => image.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(0);
    }
    expect(trouble.lines).toEqual([]);
  });
});

/** Waits until a page looks no more for what it lacks. */
async function untilWhole(path: string): Promise<void> {
  await until(
    async () => {
      const answer = await fetch(server.url + path);
      return answer.headers.has('Refresh') || /being read from npm/.test(await answer.text());
    },
    (isWaiting) => !isWaiting,
  );
}

describe.each([true, false])('following, JavaScript %s', (javaScriptEnabled) => {
  it('puts a package on "My packages" with the true number, until it is unfollowed', async () => {
    const own = await browser.newContext({ javaScriptEnabled });
    const tab = await own.newPage();
    await tab.goto(`${server.url}/my-packages`);
    await tab.getByText('You follow nothing yet').waitFor();
    await tab.goto(`${server.url}/pkg:tidewire`);
    await tab.getByRole('button', { name: 'Follow tidewire' }).click();
    await tab.getByText('You follow tidewire').waitFor();
    await tab.getByRole('link', { name: 'My packages' }).first().click();
    await tab.getByRole('heading', { level: 1, name: 'My packages' }).waitFor();
    const answer = await fetch(`${server.url}/api/v1/dashboards/my-packages`);
    expect(answer.status).toBe(200);
    const line = await readLine('tidewire');
    const { downloads } = truth('tidewire', line?.through ?? '');
    const tile = tab.locator('section, article, div').filter({ hasText: /^Downloads, 30 days/ });
    expect((await tile.first().innerText()).replace(/\s+/g, '')).toContain(
      `${(downloads / 1e6).toFixed(2)}M`,
    );
    await tab.getByRole('button', { name: 'Unfollow tidewire' }).click();
    await tab.getByText('You follow nothing yet').waitFor();
    expect((await readLine('tidewire'))?.downloads, 'what was read is kept').toBe(downloads);
    await own.close();
  });

  it('takes a user with all packages', async () => {
    const own = await browser.newContext({ javaScriptEnabled });
    const tab = await own.newPage();
    await tab.goto(`${server.url}/@mara`);
    await tab.getByRole('button', { name: 'Follow @mara' }).click();
    await tab.getByText('You follow @mara').waitFor();
    await tab.goto(`${server.url}/my-packages`);
    for (const name of ['tidewire', 'mudflat', '@mara/signals']) {
      await tab.getByText(name, { exact: true }).first().waitFor({ state: 'attached' });
    }
    await tab.getByRole('button', { name: 'Unfollow @mara' }).click();
    await tab.getByText('You follow nothing yet').waitFor();
    await own.close();
  });
});

describe.each([true, false])('comparing, JavaScript %s', (javaScriptEnabled) => {
  it('takes packages in and out, each step an address that can be shared', async () => {
    const own = await browser.newContext({ javaScriptEnabled });
    const tab = await own.newPage();
    await tab.goto(`${server.url}/compare`);
    await tab.getByLabel('Packages', { exact: true }).fill('tidewire, quillparse');
    await tab.getByRole('button', { name: 'Compare' }).click();
    await tab.waitForURL(`${server.url}/compare/tidewire,quillparse`);
    await tab.getByLabel('Add a package').fill('@mara/signals');
    await tab.getByRole('button', { name: 'Add' }).click();
    await tab.waitForURL(`${server.url}/compare/tidewire,quillparse,@mara/signals`);
    const heads = tab.locator('.compare-table thead .package-name');
    expect(await heads.allInnerTexts()).toEqual(['tidewire', 'quillparse', '@mara/signals']);
    await tab.getByRole('link', { name: 'Remove quillparse' }).click();
    await tab.waitForURL(`${server.url}/compare/tidewire,@mara/signals`);
    expect(await heads.allInnerTexts()).toEqual(['tidewire', '@mara/signals']);
    await own.close();
  });
});

describe('lists and feeds', () => {
  it('draws again at will, and the same draw from the same address', async () => {
    await page.goto(`${server.url}/random`);
    await page.waitForURL(/seed=\d+/);
    const names = () => page.locator('.package-name').allInnerTexts();
    const first = await names();
    const address = page.url();
    await page.getByRole('link', { name: 'Another draw' }).click();
    await page.waitForURL((url) => url.href !== address);
    expect(await names()).not.toEqual(first);
    await page.goBack();
    expect(await names()).toEqual(first);
  });

  it.each(['/feeds/pkg/tidewire', '/feeds/user/mara', '/feeds/list/popular', '/feeds/list/newest'])(
    '%s is read by feed readers as RSS, Atom and JSON',
    async (path) => {
      const read = async (format: string) => {
        const answer = await fetch(`${server.url}${path}.${format}`);
        expect(answer.status, format).toBe(200);
        return { type: answer.headers.get('Content-Type'), text: await answer.text() };
      };
      await page.goto(`${server.url}/feeds`);
      const parse = (text: string) =>
        page.evaluate((xml) => {
          const document = new DOMParser().parseFromString(xml, 'application/xml');
          return {
            root: document.documentElement.nodeName,
            isBroken: document.querySelector('parsererror') !== null,
            entries: document.querySelectorAll('item, entry').length,
          };
        }, text);
      const [rss, atom, json] = [await read('rss'), await read('atom'), await read('json')];
      const { items } = JSON.parse(json.text) as { items: unknown[] }; // JSON Feed
      expect(rss.type).toMatch('application/rss+xml');
      expect(await parse(rss.text)).toEqual({ root: 'rss', isBroken: false, entries: items.length });
      expect(atom.type).toMatch('application/atom+xml');
      expect(await parse(atom.text)).toEqual({ root: 'feed', isBroken: false, entries: items.length });
      expect(json.type).toMatch('application/feed+json');
      expect(items.length).toBeGreaterThan(0);
    },
  );
});
