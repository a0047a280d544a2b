import { ConnectorError, type DayUtc } from '@shipstats/core';
import type { ServiceAnswer } from '../service/service-client.ts';
import { badName, isCountableName, isScoped } from './countable-name.ts';
import { addDays, countDays, cutSpan, type DaySpan } from './day-count.ts';
import type { RangeAnswer } from './downloads-client.ts';
import { groupNames } from './group-names.ts';
import { parseBulk } from './parse-bulk.ts';

/** Days that the service gives of several packages at once (npm/registry docs/download-counts.md). */
export const BULK_DAYS = 365;
/**
 * Days that it gives of one package: 18 months. Longer spans come back shortened at the start, without a word
 * (https://github.com/npm/registry-issue-archive/issues/206).
 */
export const SINGLE_DAYS = 540;
/** A list is halved seven times until one name is left; more refusals than that in a row concern everything. */
const MAX_REFUSALS_IN_A_ROW = 9;
/** How often the rest of a shortened answer is asked for. */
const MAX_PARTS = 20;
/** The newest days that may be missing at an answer's end because they are not counted yet. */
const UNCOUNTED_DAYS = 2;

export interface ReadRangesOptions {
  readonly names: readonly string[];
  readonly span: DaySpan;
  /** Nothing of these is needed before the day. */
  readonly since: ReadonlyMap<string, DayUtc>;
  /** Bytes of an address before its names. */
  readonly baseLength: number;
  readonly ask: (group: readonly string[], piece: DaySpan) => Promise<ServiceAnswer<'json'>>;
}

/**
 * Reads the counts of any number of packages: unscoped ones in bulk, scoped ones singly, the newest piece of
 * everybody first. Lists that are refused are halved; answers that are shorter than asked are asked for again in
 * parts. A package that is missing or unreadable is not asked for again.
 */
export async function* readRanges(options: ReadRangesOptions): AsyncGenerator<RangeAnswer> {
  const { span, since, baseLength } = options;
  const names = [...new Set(options.names)];
  const isLost = new Set<string>();
  for (const name of names) {
    if (isCountableName(name)) continue;
    isLost.add(name);
    yield { kind: 'failed', name, ...span, error: badName(name) };
  }
  const good = names.filter((name) => !isLost.has(name));
  const plain = good.filter((name) => !isScoped(name));
  const isAlone = plain.length === 1;
  const single = isAlone ? good : good.filter(isScoped);
  const rounds = {
    bulk: isAlone ? [] : cutSpan(span, BULK_DAYS),
    single: cutSpan(span, SINGLE_DAYS),
  };
  const read = createPieceReader(options);
  const left = (names: readonly string[], { to }: DaySpan) =>
    names.filter((name) => !isLost.has(name) && (since.get(name) ?? '') <= to);
  const needed = (name: string, { from, to }: DaySpan): DaySpan => {
    const first = since.get(name) ?? from;
    return { from: first > from ? first : from, to };
  };

  for (let round = 0; round < Math.max(rounds.bulk.length, rounds.single.length); round += 1) {
    const bulkPiece = rounds.bulk[round];
    const groups = bulkPiece ? groupNames(left(plain, bulkPiece), baseLength) : [];
    const singlePiece = rounds.single[round];
    const requests = [
      ...groups.map((group) => ({ group, piece: bulkPiece })),
      ...(singlePiece ? left(single, singlePiece) : []).map((name) => ({
        group: [name],
        piece: needed(name, singlePiece ?? span),
      })),
    ];
    for (const { group, piece } of requests) {
      if (piece === undefined) continue;
      for await (const answer of read(group, piece)) {
        if (answer.kind !== 'days') isLost.add(answer.name);
        yield answer;
      }
    }
  }
}

interface Turn {
  readonly group: readonly string[];
  readonly piece: DaySpan;
  /** How often it was asked for again since. */
  readonly part: number;
}

/** Makes the function that reads one piece of one group, with as many requests as that takes. */
function createPieceReader({ ask }: ReadRangesOptions) {
  let refusalsInARow = 0;

  return async function* read(group: readonly string[], piece: DaySpan): AsyncGenerator<RangeAnswer> {
    // In the order of their coming: both halves of a refused list are asked before either is halved again, so that
    // a single package to blame never makes many refusals in a row.
    const turns: Turn[] = [{ group, piece, part: 0 }];
    for (let turn = turns.shift(); turn !== undefined; turn = turns.shift()) {
      const refusal = yield* readTurn(turn, turns);
      if (refusal === null) continue;
      refusalsInARow += 1;
      if (refusalsInARow > MAX_REFUSALS_IN_A_ROW) throw refusal;
      const { group, piece, part } = turn;
      const [name] = group;
      if (group.length === 1 && name !== undefined) {
        yield { kind: 'failed', name, ...piece, error: refusal };
        continue;
      }
      const half = Math.ceil(group.length / 2);
      turns.push({ group: group.slice(0, half), piece, part }, { group: group.slice(half), piece, part });
    }
  };

  /** Sends one request and adds what has to be asked again to `turns`; returns why it was refused, if it was. */
  async function* readTurn(turn: Turn, turns: Turn[]): AsyncGenerator<RangeAnswer, ConnectorError | null> {
    const { group, piece, part } = turn;
    let answer: ServiceAnswer<'json'>;
    try {
      answer = await ask(group, piece);
    } catch (error) {
      if (isAboutTheRequest(error)) return error;
      throw error;
    }
    const parsed = parseBulk(answer.body, group, piece);
    if (parsed.kind === 'refused') return parsed.refusal.error;

    const rests = new Map<string, { readonly rest: DaySpan; readonly names: string[] }>();
    for (const [name, range] of parsed.ranges) {
      if (range.kind === 'refused' && group.length === 1) return range.error;
      if (range.kind === 'refused' || range.kind === 'unreadable') {
        yield { kind: 'failed', name, ...piece, error: range.error };
        continue;
      }
      refusalsInARow = 0;
      if (range.kind === 'missing') {
        yield { kind: 'missing', name, ...piece };
        continue;
      }
      const { span, days } = range;
      if (countDays(span) <= 0 || part >= MAX_PARTS) {
        yield { kind: 'failed', name, ...piece, error: shortened(name, piece) };
        continue;
      }
      yield { kind: 'days', name, ...span, days };
      for (const rest of restsOf(piece, span)) {
        const key = `${rest.from}:${rest.to}`;
        const same = rests.get(key) ?? { rest, names: [] };
        same.names.push(name);
        rests.set(key, same);
      }
    }
    for (const { rest, names } of rests.values()) turns.push({ group: names, piece: rest, part: part + 1 });
    const { unanswered } = parsed;
    if (unanswered.length > 0 && part < MAX_PARTS) turns.push({ group: unanswered, piece, part: part + 1 });
    else
      for (const name of unanswered) yield { kind: 'failed', name, ...piece, error: shortened(name, piece) };
    return null;
  }
}

/** What of a piece an answer left out, but for days at its end that may not be counted yet. */
function restsOf(piece: DaySpan, span: DaySpan): DaySpan[] {
  const rests: DaySpan[] = [];
  const after = { from: addDays(span.to, 1), to: piece.to };
  if (countDays(after) > UNCOUNTED_DAYS) rests.push(after);
  if (span.from > piece.from) rests.push({ from: piece.from, to: addDays(span.from, -1) });
  return rests;
}

/** Whether another request may fare better: this one was refused for what it asks. */
function isAboutTheRequest(error: unknown): error is ConnectorError {
  return (
    error instanceof ConnectorError &&
    ['bad-request', 'forbidden', 'too-large', 'not-found'].includes(error.code)
  );
}

function shortened(name: string, { from, to }: DaySpan): ConnectorError {
  return new ConnectorError(`npm's downloads service gives no counts of ${name} from ${from} to ${to}.`, {
    code: 'incomplete',
  });
}
