import { z } from 'zod';

/** A question whose answer is known. */
export interface RelevanceQuery {
  /** What kind of question it is: `exact`, `typo`, `topic` … */
  readonly kind: string;
  readonly text: string;
  /** Names each of which is a right answer. */
  readonly accept: readonly string[];
}

const fileSchema = z.object({
  queries: z
    .array(z.object({ cls: z.string().min(1), q: z.string(), accept: z.array(z.string()).min(1) }))
    .min(1),
});

/** Reads a set of questions: `{ "queries": [{ "cls": "typo", "q": "expres", "accept": ["express"] }] }`. */
export function parseRelevanceQueries(json: unknown): RelevanceQuery[] {
  return fileSchema.parse(json).queries.map(({ cls, q, accept }) => ({ kind: cls, text: q, accept }));
}
