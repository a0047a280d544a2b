// Measures how often the search finds what is meant, over a corpus of packages:
//
//   npm run relevance -- --corpus FILE --queries FILE [--json] [--misses]
//
// FILE of the corpus is a table with a head line: name, version, downloads a month, description, separated by tabs;
// that of the queries is JSON: { "queries": [{ "cls": "typo", "q": "expres", "accept": ["express"] }] }.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  createIndexWriter,
  measureRelevance,
  openIndexReader,
  parseRelevanceQueries,
  prepareSearch,
  type Relevance,
  searchPackages,
  toSearchQuery,
} from '@shipstats/registry/relevance';
import { readCorpus } from './read-corpus.ts';

/** So many answers are looked at: what stands behind them is not found. */
const DEPTH = 20;

const { corpus, queries, json, misses } = readArguments();
const folder = mkdtempSync(path.join(tmpdir(), 'shipstats-relevance-'));
try {
  const relevance = await measure(path.join(folder, 'index.sqlite'));
  if (json) console.log(JSON.stringify({ all: relevance.all, classes: relevance.classes }));
  else print(relevance);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        corpus: { type: 'string' },
        queries: { type: 'string' },
        json: { type: 'boolean', default: false },
        misses: { type: 'boolean', default: false },
      },
    });
    if (values.corpus !== undefined && values.queries !== undefined) {
      return { ...values, corpus: values.corpus, queries: values.queries };
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
  }
  console.error('Usage: npm run relevance -- --corpus FILE --queries FILE [--json] [--misses]');
  process.exit(2);
}

async function measure(file: string): Promise<Relevance> {
  const questions = parseRelevanceQueries(JSON.parse(readFileSync(queries, 'utf8')));
  const writer = createIndexWriter(file);
  for await (const document of readCorpus(corpus)) writer.add(document);
  writer.finish({ builtOn: new Date().toISOString().slice(0, 10), source: corpus });
  writer.close();
  const reader = openIndexReader(file);
  const searched = prepareSearch(reader);
  const now = new Date();
  const relevance = measureRelevance(questions, (text) =>
    searchPackages(searched, toSearchQuery(text), { limit: DEPTH }, now).hits.map(({ name }) => name),
  );
  reader.close();
  return relevance;
}

function print(relevance: Relevance): void {
  const rows = [...Object.entries(relevance.classes), ['all', relevance.all] as const];
  const width = Math.max(...rows.map(([kind]) => kind.length));
  console.log(`${''.padEnd(width)}  success@1  success@5    MRR`);
  for (const [kind, { success1, success5, mrr }] of rows) {
    const figures = [success1.toFixed(3).padStart(9), success5.toFixed(3).padStart(9), mrr.toFixed(3)];
    console.log([kind.padEnd(width), ...figures].join('  '));
  }
  if (!misses) return;
  console.log('');
  for (const { query, place, answers } of relevance.misses) {
    const found = place === null ? 'not found' : `at ${place}`;
    console.log(
      `${query.kind}: "${query.text}" means ${query.accept.join(' or ')}, ${found}; first: ${answers.slice(0, 3).join(', ')}`,
    );
  }
}
