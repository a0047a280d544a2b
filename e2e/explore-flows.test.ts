import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { axeFindings } from './axe.ts';
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

const box = () => page.getByRole('combobox', { name: /Search npm/ });
/** What a screen reader is told of the list. */
const told = () => page.locator('.find output').innerText();
const options = () => page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option');
/** The option that the keys have marked, as a screen reader is told of it. */
const marked = async () => {
  const id = await box().getAttribute('aria-activedescendant');
  return id === null ? null : page.locator(`#${id} .package-name`).innerText();
};

describe('the box', () => {
  it('has the focus after "/" and keeps it while the arrow keys mark what is suggested', async () => {
    const trouble = await watchPage(page, server.url);
    await page.goto(server.url);
    await page.keyboard.press('/');
    await page.keyboard.type('expr');
    await options().first().waitFor();
    expect(await box().getAttribute('aria-expanded')).toBe('true');
    expect(await marked()).toBe(null);
    await page.keyboard.press('ArrowDown');
    expect(await marked()).toBe('express');
    await page.keyboard.press('ArrowDown');
    expect(await marked()).not.toBe('express');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    expect(await marked()).toBe(null);
    await page.keyboard.press('ArrowUp');
    expect(await options().last().getAttribute('aria-selected')).toBe('true');
    expect(await box().evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await told()).toMatch(/^\d+ suggestions$/);
    expect(await axeFindings(page)).toEqual([]);
    // Questions that the next letter has overtaken are given up on purpose.
    const isGivenUp = (line: string) => /search\/suggest.*ERR_ABORTED/.test(line);
    expect(trouble.lines.filter((line) => !isGivenUp(line))).toEqual([]);
  });

  it.each(['Home', 'End', 'ArrowLeft', 'ArrowRight'])(
    'is the field again after %s: Enter searches',
    async (key) => {
      await page.goto(`${server.url}/feeds`);
      await box().fill('expres');
      await options().first().waitFor();
      await page.keyboard.press('ArrowDown');
      expect(await marked()).toBe('express');
      await page.keyboard.press(key);
      expect(await marked()).toBe(null);
      expect(await options().first().getAttribute('aria-selected')).toBe('false');
      expect(await box().getAttribute('aria-expanded')).toBe('true');
      await page.keyboard.press('Enter');
      await page.waitForURL(`${server.url}/search?q=expres`);
    },
  );

  it('opens what is marked by Enter, and "back" restores the results', async () => {
    await page.goto(`${server.url}/search?q=express`);
    await box().focus();
    await page.keyboard.press('ArrowDown');
    await options().first().waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await marked()).toBe('express');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${server.url}/pkg:express`);
    await page.goBack();
    await page.waitForURL(`${server.url}/search?q=express`);
    expect(await box().inputValue()).toBe('express');
    expect(await page.locator('#results .package-name').first().innerText()).toBe('express');
  });

  it('searches for what is typed by Enter where nothing is marked', async () => {
    await page.goto(server.url);
    await box().fill('tide');
    await options().first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(`${server.url}/search?q=tide`);
  });

  it('closes by Escape and by Tab, and the page stays', async () => {
    await page.goto(`${server.url}/feeds`);
    for (const key of ['Escape', 'Tab']) {
      await box().fill('');
      await box().pressSequentially('react');
      await options().first().waitFor();
      await page.keyboard.press(key);
      await page.getByRole('listbox').waitFor({ state: 'hidden' });
      expect(await box().getAttribute('aria-expanded')).toBe('false');
      expect(await told()).toBe('');
      const hasFocus = await box().evaluate((field) => field === document.activeElement);
      expect(hasFocus).toBe(key === 'Escape');
    }
    expect(page.url()).toBe(`${server.url}/feeds`);
  });

  it('shows an answer before the next frame after it has come', async () => {
    await page.goto(`${server.url}/feeds`);
    await page.evaluate(() => {
      const popup = document.querySelector('.find-popup');
      const counts = window as unknown as { framesUntilShown: number[] };
      counts.framesUntilShown = [];
      let frames = 0;
      const count = () => {
        frames += 1;
        requestAnimationFrame(count);
      };
      requestAnimationFrame(count);
      const read = Response.prototype.text;
      Response.prototype.text = async function text() {
        const answer = await read.call(this);
        const came = frames;
        const shown = new MutationObserver(() => {
          counts.framesUntilShown.push(frames - came);
          shown.disconnect();
        });
        if (popup) shown.observe(popup, { childList: true });
        return answer;
      };
    });
    await box().pressSequentially('expr', { delay: 120 });
    await page
      .getByRole('option', { name: /^express/ })
      .first()
      .waitFor();
    const frames = await page.evaluate(
      () => (window as unknown as { framesUntilShown: number[] }).framesUntilShown,
    );
    expect(frames.length).toBeGreaterThan(0);
    expect(frames).toEqual(frames.map(() => 0));
  });

  it('never shows an older answer in place of a newer one', async () => {
    await page.route('**/search/suggest?q=r', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 600));
      await route.continue().catch(() => undefined); // the page may have given it up
    });
    await page.goto(server.url);
    await box().pressSequentially('r', { delay: 80 });
    await box().fill('express');
    await page
      .getByRole('option', { name: /^express/ })
      .first()
      .waitFor();
    const before = await options().allInnerTexts();
    await page.waitForTimeout(900);
    expect(await options().allInnerTexts()).toEqual(before);
  });

  describe('while an answer is on its way', () => {
    let answer: () => void;

    beforeEach(async () => {
      const answered = new Promise<void>((resolve) => {
        answer = resolve;
      });
      await page.route('**/search/suggest?q=expre', async (route) => {
        await answered;
        await route.continue().catch(() => undefined); // the page may have given it up
      });
      await page.goto(server.url);
      await box().fill('expr');
      await options().first().waitFor();
      const asked = page.waitForRequest('**/search/suggest?q=expre');
      await page.keyboard.type('e');
      await asked;
    });

    it('stays closed after Escape', async () => {
      await page.keyboard.press('Escape');
      answer();
      await page.waitForTimeout(300);
      expect(await page.getByRole('listbox').isHidden()).toBe(true);
      expect(await box().inputValue()).toBe('expre');
    });

    it('keeps what the arrow keys have marked, and opens it by Enter', async () => {
      await page.keyboard.press('ArrowDown');
      expect(await marked()).toBe('express');
      answer();
      await page.waitForTimeout(300);
      expect(await marked()).toBe('express');
      await page.keyboard.press('Enter');
      await page.waitForURL(`${server.url}/pkg:express`);
    });

    it('shows it to whoever has typed on after marking', async () => {
      await page.keyboard.press('ArrowDown');
      await page.keyboard.type('s');
      expect(await marked()).toBe(null);
      await until(
        () => page.locator('.find mark').allInnerTexts(),
        (texts) => texts.includes('expres'),
      );
    });
  });

  it('asks again for the same text where the network has failed', async () => {
    await page.route('**/search/suggest?*', (route) => route.abort(), { times: 1 });
    await page.goto(server.url);
    const failed = page.waitForEvent('requestfailed');
    await box().fill('express');
    await failed;
    await page.keyboard.type(' ');
    await options().first().waitFor();
  });

  it('says nothing of suggestions where the server has failed, and asks again', async () => {
    await page.goto(server.url);
    await box().fill('expr');
    await options().first().waitFor();
    await page.route('**/search/suggest?*', (route) => route.fulfill({ status: 500 }), { times: 1 });
    const failed = page.waitForResponse((answer) => answer.status() === 500);
    await page.keyboard.type('e');
    await failed;
    await page.getByRole('listbox').waitFor({ state: 'hidden' });
    expect(await told()).toBe('');
    expect(await box().getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('ArrowDown');
    await options().first().waitFor();
    expect(await told()).toMatch(/^\d+ suggestions$/);
  });

  it('says that there are none for a text alone', async () => {
    await page.goto(`${server.url}/feeds`);
    await box().click();
    await page.waitForTimeout(200);
    expect(await told()).toBe('');
    await box().fill('qqxxzzyyqq');
    await until(told, (text) => text === 'No suggestions');
    await box().fill('');
    await until(told, (text) => text === '');
  });

  it('remembers searches in this browser alone, until they are cleared', async () => {
    await page.goto(`${server.url}/search?q=tide+types%3Ayes`);
    await page.goto(server.url);
    await box().click();
    await page.getByRole('option', { name: 'tide types:yes' }).waitFor();
    // The button that clears them is no suggestion.
    expect(await told()).toBe('');
    await page.getByRole('option', { name: 'Clear recent searches' }).click();
    await page.getByRole('listbox').waitFor({ state: 'hidden' });
    await page.reload();
    await box().click();
    await page.waitForTimeout(200);
    expect(await options().count()).toBe(0);
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
      const field = each.getByLabel(/^Search npm/);
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

describe('filters', () => {
  it('are set in the form, shown as chips and in the box, and taken off again, without JavaScript too', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false });
    for (const each of [page, await plain.newPage()]) {
      await each.goto(`${server.url}/search?q=tide`);
      await each.getByText('Filters and sort').click();
      await each.getByLabel('Licence').fill('mit');
      await each.getByLabel('Sort by').selectOption('downloads');
      await each.getByRole('button', { name: 'Apply' }).click();
      await each.waitForURL(`${server.url}/search?q=tide+license%3Amit+sort%3Adownloads`);
      expect(await each.getByLabel(/^Search npm/).inputValue()).toBe('tide license:mit sort:downloads');
      await each.getByRole('link', { name: /^license: mit/ }).click();
      await each.waitForURL(`${server.url}/search?q=tide+sort%3Adownloads`);
    }
    await plain.close();
  });

  it('that cannot be read are said, and a click searches for what was meant', async () => {
    await page.goto(`${server.url}/search?q=tide+lisence%3Amit`);
    await page.getByRole('link', { name: /tide license:mit/ }).click();
    await page.waitForURL(`${server.url}/search?q=tide+license%3Amit`);
  });
});

describe('a result', () => {
  it('tells why it stands there', async () => {
    await page.goto(`${server.url}/search?q=react`);
    const why = page.locator('#results .why').first();
    await why.getByText('Why here?').click();
    expect(await why.innerText()).toContain('its name is what you typed');
    await why.getByRole('link', { name: 'How packages are ranked' }).click();
    await page.getByRole('heading', { level: 1, name: 'How packages are ranked' }).waitFor();
  });

  it('of a corrected spelling comes with the way to undo that', async () => {
    await page.goto(`${server.url}/search?q=exress`);
    expect(await page.getByText('Did you mean').innerText()).toContain('express');
    await page.getByRole('link', { name: 'Search only for “exress”' }).click();
    await page.waitForURL(`${server.url}/search?q=exress&verbatim=1`);
    await page.getByText('Spelling is taken as it is.').waitFor();
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
