import { z } from 'zod';
import { isPackageName } from '../names/package-name.ts';

/** One package of the change feed: the feed tells that it changed, not what. */
export interface Change {
  readonly sequence: number;
  readonly name: string;
  /** The package is gone. */
  readonly isDeleted: boolean;
}

export interface ChangesPage {
  /** In the order of the feed; a package stands there once, with its last change. */
  readonly changes: readonly Change[];
  /** Where the feed goes on. */
  readonly lastSequence: number;
  /** Rows that it gave, those that are unreadable included. */
  readonly rows: number;
}

/** The most that the service gives at once. */
export const MAX_CHANGES = 10_000;

/** Sequences were numbers ever since the registry's feed is one; others of its kind write text with a number first. */
const sequence = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  ])
  .refine((value) => Number.isSafeInteger(value) && value >= 0);

const row = z.object({
  seq: sequence,
  id: z.string().refine(isPackageName),
  deleted: z.boolean().catch(false).default(false),
});

const page = z.object({ results: z.array(z.unknown()).max(MAX_CHANGES), last_seq: sequence });
const state = z.object({ update_seq: sequence });

/**
 * Reads an answer of `_changes`; design documents and names that are none are left out.
 *
 * @throws ZodError where it is no such answer at all
 */
export function parseChanges(body: unknown): ChangesPage {
  const { results, last_seq: lastSequence } = page.parse(body);
  const byName = new Map<string, Change>();
  for (const each of results) {
    const parsed = row.safeParse(each);
    if (!parsed.success) continue;
    const { seq, id, deleted } = parsed.data;
    // Set anew, so that it stands where its last change does.
    byName.delete(id);
    byName.set(id, { sequence: seq, name: id, isDeleted: deleted });
  }
  return { changes: [...byName.values()], lastSequence, rows: results.length };
}

/** The newest sequence of the feed, as its root tells. @throws ZodError */
export function parseFeedState(body: unknown): number {
  return state.parse(body).update_seq;
}
