import { hash } from '../base/random.ts';
import type { History } from '../packages/history.ts';
import { type Answer, type Asked, jsonAnswer } from '../wire/answer.ts';

const MAX_LIMIT = 10_000;
/** Where the made-up feed begins. */
const FIRST_SEQUENCE = 96_000_000;
/** The feed skips numbers: three for each change. */
const STRIDE = 3;

/** Answers `/registry/` and `/registry/_changes?since&limit`. */
export function answerChanges(history: History, packages: number, now: number, asked: Asked): Answer {
  const happenings = history.until(now);
  const newest = sequenceOf(happenings.length - 1);
  const path = asked.path.replace(/\/+$/, '');
  if (asked.method !== 'GET') return jsonAnswer(405, { error: 'method_not_allowed' });
  if (path === '/registry') {
    return jsonAnswer(200, {
      db_name: 'registry',
      engine: 'simulated',
      doc_count: packages,
      update_seq: newest,
    });
  }
  if (path !== '/registry/_changes') return jsonAnswer(404, { error: 'not_found', reason: 'missing' });
  for (const gone of ['include_docs', 'feed', 'filter']) {
    if (asked.query.has(gone))
      return jsonAnswer(400, { error: 'bad_request', reason: `${gone} is not supported` });
  }
  const since = readSince(asked.query.get('since'), newest);
  const limit = Number(asked.query.get('limit') ?? MAX_LIMIT);
  if (since === null || !Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    return jsonAnswer(400, { error: 'bad_request', reason: 'since or limit' });
  }
  const first = Math.max(0, Math.floor((since - FIRST_SEQUENCE) / STRIDE) + 1);
  const results = happenings.slice(first, first + limit).map(({ name, at, isDeletion }, index) => ({
    seq: sequenceOf(first + index),
    id: name,
    changes: [{ rev: `${1 + (hash(name) % 90)}-${hash(name, at).toString(16).padStart(32, '0')}` }],
    ...(isDeletion ? { deleted: true } : {}),
  }));
  return jsonAnswer(200, { results, last_seq: results.at(-1)?.seq ?? since });
}

function sequenceOf(index: number): number {
  return FIRST_SEQUENCE + index * STRIDE;
}

function readSince(text: string | null, newest: number): number | null {
  if (text === null) return 0;
  if (text === 'now') return newest;
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}
