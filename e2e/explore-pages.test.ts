import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { layoutShift } from './layout-shift.ts';
import { createNpmWorld, type NpmWorld } from './npm-world.ts';
import { serveShipstats } from './shipstats-process.ts';
import { until } from './until.ts';
import { expectWhole, MODES, NO_SHIFT, openMode } from './whole-page.ts';

const PAGES: readonly (readonly [path: string, heading: string])[] = [
  ['/', 'The numbers behind what you ship'],
  ['/search?q=tide', 'tide'],
  ['/search?q=zzqqxxyyzz', 'zzqqxxyyzz'],
  ['/search?q=tide+types:yes+license:mit+sort:downloads+lisence:x', 'tide'],
  ['/search?q=exress', 'exress'],
  ['/search?q=router+license:mit+sort:trend', 'router'],
  ['/search/ranking', 'How packages are ranked'],
  ['/pkg:tidewire', 'tidewire'],
  ['/pkg:tidewire?range=all', 'tidewire'],
  ['/pkg:tidewire?tab=versions', 'tidewire'],
  ['/pkg:tidewire?tab=dependencies', 'tidewire'],
  ['/pkg:tidewire?tab=advisories', 'tidewire'],
  ['/pkg:tidewire@1.0.0', 'tidewire'],
  ['/pkg:@mara/signals', '@mara/signals'],
  ['/pkg:edge-deprecated-true', 'edge-deprecated-true'],
  ['/pkg:edge-unpublished', 'edge-unpublished'],
  ['/pkg:edge-security-placeholder', 'edge-security-placeholder'],
  ['/pkg:edge-wrong-types', 'edge-wrong-types'],
  ['/pkg:hostile-fields', 'hostile-fields'],
  ['/pkg:hostile-fields?tab=dependencies', 'hostile-fields'],
  ['/pkg:hostile-readme-script', 'hostile-readme-script'],
  ['/pkg:hostile-readme-style', 'hostile-readme-style'],
  ['/pkg:hostile-readme-form', 'hostile-readme-form'],
  ['/pkg:hostile-readme-svg', 'hostile-readme-svg'],
  ['/pkg:hostile-readme-links', 'hostile-readme-links'],
  ['/pkg:hostile-readme-tracking', 'hostile-readme-tracking'],
  ['/pkg:t%D1%96dewire', 't\u0456dewire'],
  ['/pkg:nothing-like-this', 'nothing-like-this'],
  ['/pkg:not%20a%20name', 'This question cannot be read'],
  ['/@mara', '@mara'],
  ['/@nobody-here', '@nobody-here'],
  ['/compare', 'Compare packages'],
  ['/compare/tidewire,tidewire-legacy,quillparse', 'Compare'],
  ['/popular', 'Popular packages'],
  ['/newest', 'Newest packages'],
  ['/trending', 'Trending packages'],
  ['/random?seed=7', 'Random packages'],
  ['/feeds', 'Feeds'],
  ['/pkg/badges?name=tidewire', 'Badges'],
  ['/sources', 'Sources'],
  ['/dashboards', 'Dashboards'],
];

let browser: Browser;
let world: NpmWorld;
let server: Awaited<ReturnType<typeof serveShipstats>>;
/** Every link of every page, and where it was seen. */
const links = new Map<string, string>();

beforeAll(async () => {
  world = await createNpmWorld();
  [browser, server] = await Promise.all([
    launchBrowser(),
    serveShipstats([], { cwd: world.folder, env: world.env }),
  ]);
  // One with all of its history; of the others recent days are enough: npm is asked for the rest at its pace.
  await untilWhole('/pkg:tidewire?range=all', /Reading older days/);
  await Promise.all(PAGES.map(([path]) => untilWhole(path, /being read from npm/)));
});

afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
  await world?.close();
});

/** Waits until a page looks no more for what it lacks, and does not say that it waits. */
async function untilWhole(path: string, waits: RegExp): Promise<void> {
  await until(
    async () => {
      const answer = await fetch(server.url + path);
      return answer.headers.has('Refresh') || waits.test(await answer.text());
    },
    (isWaiting) => !isWaiting,
    { timeoutMs: 90_000 },
  );
}

const untilMine = (isEmpty: boolean) =>
  until(
    async () => (await fetch(`${server.url}/my-packages`)).text(),
    (html) => html.includes('You follow nothing yet') === isEmpty,
  );

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

  it('/my-packages is whole, be it empty or not', async () => {
    const look = () =>
      expectWhole(context, { origin: server.url, path: '/my-packages', heading: 'My packages', mode });
    await untilMine(true);
    await look();
    await follow('follow');
    await untilMine(false);
    await untilWhole('/my-packages', /being read from npm/);
    for (const href of await look()) links.set(href, '/my-packages');
    await follow('unfollow');
  });
});

/** Follows, or no longer does, a package and a user whose packages were all looked at. */
async function follow(verb: 'follow' | 'unfollow'): Promise<void> {
  for (const [kind, name] of [
    ['package', 'quillparse'],
    ['user', 'mara'],
  ] as const) {
    const answer = await fetch(`${server.url}/${verb}`, {
      method: 'POST',
      headers: { Origin: server.url },
      body: new URLSearchParams({ kind, name }),
    });
    expect(answer.status).toBe(200);
  }
}

describe('a page that arrives slowly', () => {
  it.each([1280, 390])('is not drawn before it can stay as it is, at %i px', async (width) => {
    const context = await openMode(browser, { scheme: 'light', width, hasScript: true });
    for (const path of [
      '/',
      '/pkg:tidewire',
      '/@mara',
      '/compare/tidewire,quillparse',
      '/pkg:not%20a%20name',
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

/** The package or user that an address is about. */
function nameIn(path: string): string | undefined {
  const [, name] =
    /^\/pkg:(@[^/@]+\/[^@]+|[^@]+)/.exec(path) ??
    /^\/@([^/]+)$/.exec(path) ??
    /^\/feeds\/(?:pkg|user)\/(.+)\.\w+$/.exec(path) ??
    [];
  return name;
}

describe('the links of all these pages', () => {
  it('lead somewhere, but for packages and users that the made-up registry does not have', async () => {
    expect(links.size).toBeGreaterThan(200);
    await follow('follow'); // some lead to what is followed
    const packages = world.simulator.world.packages(Date.now());
    const exists = new Set(packages.flatMap(({ name, maintainers }) => [name, ...maintainers]));
    const broken: string[] = [];
    const check = async ([href, seenOn]: [string, string]) => {
      const url = new URL(href);
      if (url.origin !== server.url) {
        // Readmes of packages may lead to http, other links not; other people's sites are not for a test to ask.
        if (url.protocol !== 'https:' && url.protocol !== 'http:') broken.push(`${href} on ${seenOn}`);
        return;
      }
      // The starter index knows the real registry's names, and so do the examples of feeds.
      const name = nameIn(decodeURIComponent(url.pathname));
      if (name !== undefined && !exists.has(name)) return;
      const answer = await fetch(url);
      const text = await answer.text();
      if (answer.status >= 400 && answer.status !== 410) broken.push(`${answer.status} ${href} on ${seenOn}`);
      const id = decodeURIComponent(url.hash.slice(1));
      if (id !== '' && !text.includes(`id="${id}"`)) broken.push(`${href} on ${seenOn}: nothing has this id`);
    };
    const queue = links.entries();
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        for (const link of queue) await check(link);
      }),
    );
    expect(broken).toEqual([]);
  }, 300_000);
});
