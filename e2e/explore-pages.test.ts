import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { createNpmWorld, type NpmWorld } from './npm-world.ts';
import { serveShipstats } from './shipstats-process.ts';
import { until } from './until.ts';
import { expectWhole, MODES, openMode } from './whole-page.ts';

const PAGES: readonly (readonly [path: string, heading: string])[] = [
  ['/', 'The numbers behind what you ship'],
  ['/search?q=tide', 'tide'],
  ['/search?q=zzqqxxyyzz', 'zzqqxxyyzz'],
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
