// Measures the search over as many names as npm has:
//
//   npm run bench -- search [--corpus FILE] [--names 3500000]
//
// The corpus is a table as `npm run relevance` reads it, without it the list that ships; names are made up to the number
// that is asked for.

import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startScript } from './child.ts';
import type { Report } from './explore.ts';
import { measureChangingSearch } from './search-changing.ts';
import type { AskCost, BuildCost } from './search-child.ts';
import { QUERY_KINDS, type QueryKind } from './search-queries.ts';
import { writeCorpus } from './write-corpus.ts';

/** Everything of the search that has a target. */
export async function measureSearch(report: Report, args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { corpus: { type: 'string', default: '' }, names: { type: 'string', default: '3500000' } },
  });
  const folder = await mkdtemp(path.join(tmpdir(), 'shipstats-bench-search-'));
  const file = path.join(folder, 'index.sqlite');
  try {
    const corpus = values.corpus === '' ? path.join(folder, 'corpus.tsv') : path.resolve(values.corpus);
    if (values.corpus === '') await writeCorpus(corpus);
    // What search-child.ts sends.
    const built = (await run(['build', file, values.names, corpus])) as BuildCost;
    const of = `${(built.packages / 1e6).toFixed(2)} M names`;
    report(`search index of ${of}: CPU to build`, built.cpuSeconds, 240, 's', 0);
    report(`search index of ${of}: on disk`, built.megabytes, 1_000, 'MB', 0);
    console.log(`  peak memory of the build: ${built.peakMegabytes.toFixed(0)} MB`);
    reportAsking(report, (await run(['ask', file])) as AskCost);
    await measureChangingSearch(report, corpus);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function reportAsking(report: Report, cost: AskCost): void {
  const { startMs, cpuMs, residentMegabytes, times, suggestMs, odd } = cost;
  const of = (kinds: readonly QueryKind[]) =>
    times
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ ms }) => ms)
      .sort((one, other) => one - other);
  const all = of(QUERY_KINDS);
  report('search, half of all questions within', percentile(all, 0.5), 1, 'ms', 2);
  report('search, 95% within', percentile(all, 0.95), 8, 'ms', 2);
  report('search, 99% within', percentile(all, 0.99), 20, 'ms', 2);
  report(
    'search, one letter and beginnings, 95% within',
    percentile(of(['letter', 'prefix']), 0.95),
    2,
    'ms',
    2,
  );
  const sorted = [...suggestMs].sort((one, other) => one - other);
  report('search, scopes and users while typing, 95% within', percentile(sorted, 0.95), 2, 'ms', 2);
  report(
    `search, the slowest of ${odd.questions.toLocaleString('en')} odd questions`,
    odd.slowestMs,
    700,
    'ms',
    0,
  );
  report('search, CPU a question', cpuMs, 2, 'ms', 2);
  report('search, memory of the whole process', residentMegabytes, 400, 'MB', 0);
  report('search, from the start to the first answer', startMs / 1000, 3, 's', 2);
  for (const kind of QUERY_KINDS) {
    const ms = of([kind]);
    const at = [0.5, 0.95, 0.99].map((share) => percentile(ms, share).toFixed(2)).join(' / ');
    console.log(`  ${kind}: ${at} ms (half, 95%, 99%)`);
  }
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

async function run(args: readonly string[]): Promise<unknown> {
  const child = startScript('./search-child.ts', args);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += text));
  let message: unknown;
  child.on('message', (sent) => {
    message = sent;
  });
  const [code] = await once(child, 'close');
  if (code !== 0 || message === undefined)
    throw new Error(`${args.join(' ')} ended with ${code}:\n${output}`);
  return message;
}
