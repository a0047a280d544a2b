// npm run lighthouse: serves the demonstration over simulators and fails where a page's median scores are below 100.
// Arguments name the pages to measure, as they stand below; all by default. A page without anything, from the same process
// (`control-page.ts`), is measured before and after: what it lacks is the machine's.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { launch } from 'chrome-launcher';
import lighthouse, { type Result } from 'lighthouse';
import { CHROME_FLAGS, findBrowser } from './browser.ts';
import { createNpmWorld } from './npm-world.ts';
import { serveShipstats } from './shipstats-process.ts';
import { untilSynced } from './world.ts';

const PAGES = [
  '/',
  '/search?q=tide',
  '/pkg:tidewire',
  '/@mara',
  '/compare/tidewire,tidewire-legacy,quillparse',
  '/dashboards/ai',
  '/metrics/openai_cost_usd?window=90d&by=project_id',
];
/** As in `control-page.ts`. */
const CONTROL_PAGE = '/lighthouse-control';
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
const RUNS = 3;
const WANTED = 100;

type Scores = Record<(typeof CATEGORIES)[number], number>;

interface PageRun {
  readonly scores: Scores;
  readonly result: Result;
}

/** A run of which Lighthouse itself says that it could not be recorded is no measurement: it is made again. */
const ATTEMPTS = 3;

async function measure(url: string, chromePath: string): Promise<PageRun> {
  for (let attempt = 1; ; attempt += 1) {
    const run = await measureOnce(url, chromePath);
    const trouble = run.result.runtimeError;
    if (!trouble) return run;
    if (attempt === ATTEMPTS) throw new Error(`${url}: ${trouble.message}`);
    process.stderr.write(`${url}: ${trouble.code}, measured again\n`);
  }
}

/** One run with Lighthouse's defaults (a slow phone on a slow network), in a browser that knows nothing yet. */
async function measureOnce(url: string, chromePath: string): Promise<PageRun> {
  const userDataDir = await mkdtemp(path.join(tmpdir(), 'shipstats-lighthouse-'));
  const chrome = await launch({
    chromePath,
    userDataDir,
    chromeFlags: [...CHROME_FLAGS],
    ignoreDefaultFlags: false,
    logLevel: 'error',
  });
  try {
    const answer = await lighthouse(url, {
      port: chrome.port,
      output: 'json',
      logLevel: 'error',
      onlyCategories: [...CATEGORIES],
    });
    if (!answer) throw new Error(`Lighthouse gave no answer for ${url}`);
    const { lhr } = answer;
    const score = (name: string) => Math.round((lhr.categories[name]?.score ?? 0) * 100);
    const [performance, accessibility, practices, seo] = CATEGORIES.map(score);
    return {
      scores: {
        performance: performance ?? 0,
        accessibility: accessibility ?? 0,
        'best-practices': practices ?? 0,
        seo: seo ?? 0,
      },
      result: lhr,
    };
  } finally {
    chrome.kill();
    await rm(userDataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

/** The audits that cost a category its points, with what Lighthouse says of them. */
function failingAudits({ result }: PageRun, category: string): readonly string[] {
  const { auditRefs = [] } = result.categories[category] ?? {};
  return auditRefs.flatMap(({ id, weight }) => {
    const audit = result.audits[id];
    if (!audit || weight === 0 || audit.score === null || audit.score >= 1) return [];
    const details = audit.details && 'items' in audit.details ? audit.details.items : [];
    const lines = [...details].slice(0, 10).map((item) => `      ${JSON.stringify(item).slice(0, 400)}`);
    return [`    ${id}: ${audit.title} ${audit.displayValue ?? ''}`.trimEnd(), ...lines];
  });
}

/** Measures the page without anything, and tells its scores and when it painted. */
async function measureControl(origin: string, chromePath: string): Promise<void> {
  const runs: PageRun[] = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await measure(origin + CONTROL_PAGE, chromePath));
  const scores = runs.map((run) => run.scores.performance);
  const paints = runs.map(({ result }) =>
    Math.round(result.audits['first-contentful-paint']?.numericValue ?? Number.NaN),
  );
  process.stdout.write(
    `control: a page without anything\n  performance    ${String(median(scores)).padStart(4)}   of ${scores.join(', ')}; painted after ${paints.join(', ')} ms\n`,
  );
  if (median(scores) < WANTED)
    process.stdout.write('  The machine is busy: performance is lower everywhere.\n');
}

/** Waits until a page has nothing on its way any more, or half a minute. */
async function untilRead(url: string): Promise<void> {
  for (let look = 0; look < 60; look += 1) {
    const answer = await fetch(url);
    await answer.arrayBuffer();
    if (answer.headers.get('cache-control') !== 'no-store') return;
    await wait(500);
  }
}

async function main(): Promise<number> {
  const chromePath = await findBrowser();
  const world = await createNpmWorld();
  const control = new URL('./control-page.ts', import.meta.url).href;
  const server = await serveShipstats([], {
    cwd: world.folder,
    env: { ...world.env, NODE_OPTIONS: `--import=${control}` },
  });
  const named = process.argv.slice(2);
  const complaints: string[] = [];
  try {
    await untilSynced(server.url);
    await measureControl(server.url, chromePath);
    for (const page of PAGES) {
      if (named.length > 0 && !named.includes(page)) continue;
      await untilRead(server.url + page);
      const runs: PageRun[] = [];
      for (let run = 0; run < RUNS; run += 1) runs.push(await measure(server.url + page, chromePath));
      process.stdout.write(`${page}\n`);
      for (const category of CATEGORIES) {
        const scores = runs.map((run) => run.scores[category]);
        const middle = median(scores);
        process.stdout.write(
          `  ${category.padEnd(15)}${String(middle).padStart(4)}   of ${scores.join(', ')}\n`,
        );
        if (middle >= WANTED) continue;
        const worst = runs.find((run) => run.scores[category] === middle);
        complaints.push(
          `  ${page}: ${category} is ${middle}`,
          ...(worst ? failingAudits(worst, category) : []),
        );
      }
    }
    await measureControl(server.url, chromePath);
  } finally {
    await server.stop();
    await world.close();
  }
  if (complaints.length === 0) return 0;
  process.stderr.write(`\nBelow ${WANTED}:\n${complaints.join('\n')}\n`);
  return 1;
}

process.exitCode = await main();
