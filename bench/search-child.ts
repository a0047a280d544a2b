// A process that builds an index (`build FILE NAMES CORPUS`) or asks one (`ask FILE`), and tells what that costs.
import { statSync } from 'node:fs';
import {
  createIndexWriter,
  openIndexReader,
  prepareSearch,
  searchPackages,
  suggestOwners,
  toSearchQuery,
} from '@shipstats/registry/relevance';
import { makeNames } from './made-up-names.ts';
import { makeOddQueries } from './odd-queries.ts';
import { readCorpus } from './read-corpus.ts';
import { makeQueries, type QueryKind, type TimedQuery } from './search-queries.ts';

export interface BuildCost {
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
  readonly megabytes: number;
  readonly packages: number;
}

export interface AskCost {
  readonly startMs: number;
  readonly cpuMs: number;
  readonly residentMegabytes: number;
  /** Each question's fastest of some passes. */
  readonly times: readonly { readonly kind: QueryKind; readonly ms: number }[];
  /** Of scopes and users, for each letter that is typed of these questions. */
  readonly suggestMs: readonly number[];
  readonly odd: { readonly questions: number; readonly slowestMs: number };
}

const QUERIES = 3_000;
/** Questions are about the most downloaded, as those of people are. */
const ASKED_OF = 20_000;
const PASSES = 4;
const ODD_QUERIES = 10_000;
const SUGGESTED = 300;

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

async function build(file: string, names: number, corpus: string): Promise<BuildCost> {
  const before = cpuSeconds();
  const writer = createIndexWriter(file);
  for await (const document of readCorpus(corpus)) writer.add(document);
  for (const document of makeNames(Math.max(0, names - writer.count()))) writer.add(document);
  writer.finish({ builtOn: '2026-11-22', source: 'a benchmark' });
  writer.close();
  return {
    cpuSeconds: cpuSeconds() - before,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    megabytes: statSync(file).size / 1e6,
    packages: writer.count(),
  };
}

function ask(file: string): AskCost {
  const began = performance.now();
  const searched = prepareSearch(openIndexReader(file));
  const now = new Date();
  const search = ({ text }: Pick<TimedQuery, 'text'>) =>
    searchPackages(searched, toSearchQuery(text), { limit: 10 }, now);
  search({ text: 'react' });
  const startMs = performance.now() - began;
  const queries = makeQueries(searched.reader.popular({ limit: ASKED_OF, offset: 0 }), QUERIES);
  const fastest = queries.map(() => Number.POSITIVE_INFINITY);
  for (const query of queries) search(query);
  const before = cpuSeconds();
  for (let pass = 0; pass < PASSES; pass++) {
    for (const [at, query] of queries.entries()) {
      const asked = performance.now();
      search(query);
      fastest[at] = Math.min(fastest[at] ?? 0, performance.now() - asked);
    }
  }
  const cpuMs = ((cpuSeconds() - before) * 1000) / (PASSES * queries.length);
  const times = queries.map(({ kind }, at) => ({ kind, ms: fastest[at] ?? 0 }));
  const residentMegabytes = process.memoryUsage.rss() / 1024 ** 2;
  const typed = queries.slice(0, SUGGESTED).flatMap(({ text }) => beginningsOf(text));
  const suggestMs = typed.map((text) => timeOf(() => suggestOwners(searched.findOwners, text, 3)));
  const odd = makeOddQueries(ODD_QUERIES).map((text) =>
    Math.min(...[1, 2].map(() => timeOf(() => search({ text })))),
  );
  return {
    startMs,
    cpuMs,
    residentMegabytes,
    times,
    suggestMs,
    odd: { questions: odd.length, slowestMs: Math.max(...odd) },
  };
}

function beginningsOf(text: string): string[] {
  return Array.from({ length: text.length }, (_, at) => text.slice(0, at + 1));
}

function timeOf(act: () => unknown): number {
  const began = performance.now();
  act();
  return performance.now() - began;
}

const [what, file = '', names = '0', corpus = ''] = process.argv.slice(2);
const cost = what === 'build' ? await build(file, Number(names), corpus) : ask(file);
// What is long is on its way for a while: the channel stays until it is sent.
process.send?.(cost, () => process.disconnect?.());
