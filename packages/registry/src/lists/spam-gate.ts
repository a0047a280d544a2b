import { isRandomName } from './random-name.ts';

/** What the gate looks at; null is what is not known, and nothing is held against anybody for it. */
export interface GateSubject {
  readonly name: string;
  readonly status: 'published' | 'unpublished' | 'security-placeholder';
  readonly description: string | null;
  readonly keywords: readonly string[];
  readonly hasRepository: boolean | null;
  readonly hasReadme: boolean | null;
  readonly isDeprecated: boolean;
  /** ISO 8601. */
  readonly createdAt: string | null;
  /** ISO 8601, of all versions that are known of. */
  readonly releases: readonly string[];
  readonly publisher: string | null;
  /** Downloads of 30 days. */
  readonly downloads: number | null;
}

/** Why a package is left out of the lists of packages that nobody chose. */
export type GateReason =
  | 'taken-down'
  | 'deprecated'
  | 'tells-nothing'
  | 'spam-words'
  | 'random-name'
  | 'word-number-name'
  | 'keyword-stuffing'
  | 'release-burst';

/** What the gate leaves out, in words for the page. */
export const GATE_RULE =
  'Left out: what npm took down, deprecated packages, packages without description, readme and repository, new ones ' +
  'that lack two of these, names that look drawn by a machine, advertising, stuffed keywords, more than 30 releases ' +
  'in a day, and more than two packages of one publisher. Packages with 50,000 downloads a month are shown all the same, unless ' +
  'they are deprecated or taken down.';

/** Whoever has so many downloads, a month, is no spammer, whatever the name looks like. */
const TRUSTED_DOWNLOADS = 50_000;
const DAY_MS = 86_400_000;
/** For so long a package counts as new: most spam is taken down within days. */
const NEW_MS = 3 * DAY_MS;
/** Honest packages have a dozen or two. */
const MAX_KEYWORDS = 40;
const MAX_RELEASES_A_DAY = 30;
const MAX_PACKAGES_OF_A_PUBLISHER = 2;

/**
 * What floods of junk are made of: gambling, pills, pirated films and books, games' money, rewards of the tea protocol.
 * Only what hardly any honest package says: `keygen`, `crack` and `backlinks` are not among them.
 */
const SPAM_WORDS =
  /\b(casino|slot ?gacor|togel|judi ?online|betting ?tips|porn(hub)?|onlyfans|escort ?service|viagra|cialis|robux|v-?bucks|free ?coins|gift ?card ?(generator|code)s?|(free|full) ?(movie|film|pdf|ebook|mp3)s? ?(download|online)?|watch ?(full|online|free)|torrent ?download|mod ?apk|seo ?backlinks?|seo ?services?|followers? ?(generator|free)|(claim|free) ?airdrops?|airdrop ?claims?|tea\.?xyz|teaxyz|tea ?protocol)\b/i;

/** `andi-rendang23-breki`: the names of the floods that farmed rewards in 2025. */
const WORD_NUMBER_NAME = /^[a-z]{3,}-[a-z]{3,}\d{1,4}-[a-z]{3,}$/;

/**
 * Why a package is not shown on a list that nobody chose its entries of: null where it is shown. `now` decides what is
 * new.
 */
export function judgeSubject(subject: GateSubject, now: Date): GateReason | null {
  if (subject.status !== 'published') return 'taken-down';
  if (subject.isDeprecated) return 'deprecated';
  if (isTrusted(subject)) return null;
  if (hasSpamWords(subject)) return 'spam-words';
  if (subject.keywords.length > MAX_KEYWORDS || hasRepeatedKeywords(subject.keywords))
    return 'keyword-stuffing';
  if (tellsNothing(subject, now)) return 'tells-nothing';
  // A name alone proves nothing: one that links to its source may be as odd as it likes.
  if (subject.hasRepository === false) {
    if (WORD_NUMBER_NAME.test(subject.name)) return 'word-number-name';
    if (isRandomName(subject.name)) return 'random-name';
  }
  return mostReleasesOfADay(subject.releases) > MAX_RELEASES_A_DAY ? 'release-burst' : null;
}

/**
 * Makes a gate that lets through, of the subjects that come one after another, what is shown: none of those that
 * `judgeSubject` names, and two of a publisher beside the much downloaded ones.
 */
export function createGate(now: Date): (subject: GateSubject) => boolean {
  const byPublisher = new Map<string, number>();
  return (subject) => {
    if (judgeSubject(subject, now) !== null) return false;
    if (subject.publisher === null || isTrusted(subject)) return true;
    const count = (byPublisher.get(subject.publisher) ?? 0) + 1;
    byPublisher.set(subject.publisher, count);
    return count <= MAX_PACKAGES_OF_A_PUBLISHER;
  };
}

function isTrusted({ downloads }: GateSubject): boolean {
  return (downloads ?? 0) >= TRUSTED_DOWNLOADS;
}

function hasSpamWords(subject: GateSubject): boolean {
  const name = subject.name.replace(/[^a-z0-9]+/gi, ' ');
  return [name, subject.description ?? '', subject.keywords.join(' ; ')].some((text) =>
    SPAM_WORDS.test(text),
  );
}

function hasRepeatedKeywords(keywords: readonly string[]): boolean {
  const different = new Set(keywords.map((keyword) => keyword.trim().toLowerCase()));
  return keywords.length >= 10 && different.size <= keywords.length / 2;
}

/** Of description, readme and repository, what is known to be missing: all of them, or for a new package two. */
function tellsNothing(subject: GateSubject, now: Date): boolean {
  const known = [
    subject.description !== null && subject.description.trim() !== '',
    subject.hasReadme,
    subject.hasRepository,
  ];
  const missing = known.filter((each) => each === false).length;
  const createdAt = subject.createdAt === null ? Number.NaN : Date.parse(subject.createdAt);
  const isNew = now.getTime() - createdAt < NEW_MS;
  return missing >= (isNew ? 2 : 3);
}

function mostReleasesOfADay(releases: readonly string[]): number {
  const days = new Map<string, number>();
  for (const release of releases) days.set(release.slice(0, 10), (days.get(release.slice(0, 10)) ?? 0) + 1);
  return Math.max(0, ...days.values());
}
