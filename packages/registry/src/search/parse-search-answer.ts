import validVersion from 'semver/functions/valid.js';
import { z } from 'zod';
import { isPackageName } from '../names/package-name.ts';

/** A package as npm's search service tells of it; what is missing or unreadable is null. */
export interface ServiceHit {
  readonly name: string;
  readonly version: string | null;
  readonly description: string | null;
  /** When that version was published, ISO 8601. */
  readonly publishedAt: string | null;
  readonly license: string | null;
  readonly keywords: readonly string[];
  readonly publisher: string | null;
  /** Null where the service does not say. */
  readonly maintainers: readonly string[] | null;
  readonly homepage: string | null;
  readonly repository: string | null;
  /** Downloads of 30 days. */
  readonly downloads: number | null;
  /** Packages that depend on it. */
  readonly dependents: number | null;
}

export interface ServicePage {
  readonly hits: readonly ServiceHit[];
  /** How many packages the service knows of for this text. */
  readonly total: number;
  /** Rows that it gave, those that are unreadable included. */
  readonly rows: number;
}

/** A description is a sentence; what is longer is a readme, or an attack. */
const MAX_TEXT = 500;
const MAX_KEYWORDS = 100;
const MAX_MAINTAINERS = 1_000;
/** The most that one page may have; the service allows 250. */
const MAX_ROWS = 250;

/** Text of one line: no control or direction signs, which could rearrange the page around it. */
const line = z.string().transform((text) => {
  const clean = text
    .slice(0, MAX_TEXT)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return clean === '' ? null : clean;
});

/** `https:` and `http:` alone: `javascript:` and the like would run when they are followed. */
const link = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .transform((text) => new URL(text).href);

/** Dependents came as text too; a fraction or a negative count is none. */
const count = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  ])
  .refine((value) => Number.isSafeInteger(value) && value >= 0);

const instant = z.string().transform((text, context) => {
  const time = Date.parse(text);
  // 2009: the registry's first year.
  if (time >= Date.UTC(2009) && time < Date.UTC(2200)) return new Date(time).toISOString();
  context.addIssue('no time of a release');
  return z.NEVER;
});

/** Every e-mail address in these is dropped: nobody asked their owners. */
const person = z.object({ username: z.string().min(1).max(214) }).transform(({ username }) => username);
const people = z
  .array(z.unknown())
  .max(MAX_MAINTAINERS)
  .transform((list) =>
    list.flatMap((each) => {
      const parsed = person.safeParse(each);
      return parsed.success ? [parsed.data] : [];
    }),
  );

/** A licence is text, or in old packages an object. */
const license = z.union([line, z.object({ type: line }).transform(({ type }) => type)]);

const keywords = z.array(z.unknown()).transform((list) =>
  list.slice(0, MAX_KEYWORDS).flatMap((each) => {
    const parsed = line.safeParse(each);
    return parsed.success && parsed.data !== null ? [parsed.data] : [];
  }),
);

/** Only the name must be right; any other field may be unreadable without spoiling the rest. */
const row = z.object({
  package: z.object({
    name: z.string().refine(isPackageName),
    version: z
      .string()
      .transform((text) => validVersion(text.slice(0, 256)))
      .catch(null),
    description: line.nullable().catch(null),
    date: instant.nullable().catch(null),
    license: license.nullable().catch(null),
    keywords: keywords.catch([]),
    publisher: person.nullable().catch(null),
    maintainers: people.nullable().catch(null),
    links: z
      .object({ homepage: link.nullable().catch(null), repository: link.nullable().catch(null) })
      .catch({ homepage: null, repository: null }),
  }),
  // `score` and `flags` are not read: npm documents them as constants, so that they say nothing of a package.
  downloads: z.object({ monthly: count.nullable().catch(null) }).catch({ monthly: null }),
  dependents: count.nullable().catch(null),
});

const answer = z.object({
  objects: z.array(z.unknown()).max(MAX_ROWS),
  total: count,
});

/**
 * Reads an answer of `/-/v1/search`; rows without a readable name are left out.
 *
 * @throws ZodError where it is no such answer at all
 */
export function parseSearchAnswer(body: unknown): ServicePage {
  const { objects, total } = answer.parse(body);
  const hits = objects.flatMap((each) => {
    const parsed = row.safeParse(each);
    return parsed.success ? [toServiceHit(parsed.data)] : [];
  });
  return { hits, total, rows: objects.length };
}

function toServiceHit({ package: itself, downloads, dependents }: z.infer<typeof row>): ServiceHit {
  return {
    name: itself.name,
    version: itself.version,
    description: itself.description,
    publishedAt: itself.date,
    license: itself.license,
    keywords: itself.keywords,
    publisher: itself.publisher,
    maintainers: itself.maintainers,
    homepage: itself.links.homepage,
    repository: itself.links.repository,
    downloads: downloads.monthly,
    dependents,
  };
}
