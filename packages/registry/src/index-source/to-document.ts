import { parsePackageName } from '../names/package-name.ts';
import { toPlainText, toPlainTexts } from '../packument/plain-text.ts';
import { toLicense } from '../packument/to-license.ts';
import type { IndexDocument, IndexFacts } from '../search/index-document.ts';
import { toReadmeStems } from '../search/readme-stems.ts';

/** What a list may tell of a package. */
export type DocumentField =
  | 'name'
  | 'version'
  | 'downloads'
  | 'description'
  | 'keywords'
  | 'readme'
  | 'license'
  | 'types'
  | 'module'
  | 'deprecated'
  | 'publishedAt'
  | 'maintainers';

export type ToDocument =
  | { readonly kind: 'document'; readonly document: IndexDocument }
  /** A sentence without its subject: "has no name". */
  | { readonly kind: 'bad'; readonly reason: string };

/** How lists call their fields, in small letters and without signs, beside the names above. */
const FIELDS: Readonly<Record<string, DocumentField>> = {
  name: 'name',
  package: 'name',
  version: 'version',
  description: 'description',
  summary: 'description',
  keywords: 'keywords',
  readme: 'readme',
  license: 'license',
  licence: 'license',
  types: 'types',
  module: 'module',
  deprecated: 'deprecated',
  publishedat: 'publishedAt',
  published: 'publishedAt',
  date: 'publishedAt',
  maintainers: 'maintainers',
  downloads: 'downloads',
  downloadsamonth: 'downloads',
  downloadslastmonth: 'downloads',
  downloadsof30days: 'downloads',
  monthlydownloads: 'downloads',
  monthly: 'downloads',
  count: 'downloads',
};

const MAX_DESCRIPTION = 1_000;
const MAX_WORD = 100;
const MAX_WORDS = 100;

/** The field that a column or key stands for; null for one that nothing is made of. What is in parentheses explains. */
export function fieldOf(title: string): DocumentField | null {
  const plain = title
    .replace(/\(.*/s, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  return Object.hasOwn(FIELDS, plain) ? (FIELDS[plain] ?? null) : null;
}

/** Reads what a list says of a package. What cannot be read is not known; without a name or with a wrong count it is bad. */
export function toDocument(record: Readonly<Partial<Record<DocumentField, unknown>>>): ToDocument {
  const { name } = record;
  if (typeof name !== 'string' || name === '') return { kind: 'bad', reason: 'has no name' };
  if (!isPlainName(name)) {
    const parsed = parsePackageName(name);
    if (parsed.kind === 'invalid') {
      return { kind: 'bad', reason: `is no package: ${JSON.stringify(name.slice(0, 60))}` };
    }
  }
  const downloads = toCount(record.downloads);
  if (downloads === undefined) {
    return { kind: 'bad', reason: `has no whole number of downloads: ${quote(record.downloads)}` };
  }
  const description = toPlainText(record.description, MAX_DESCRIPTION);
  const facts = toFacts(record);
  return {
    kind: 'document',
    document: {
      name,
      downloads,
      ...(description === null ? {} : { description }),
      ...(facts === null ? {} : { facts }),
    },
  };
}

/** What nearly all are called like, and surely a name: the rules that take longer are for the others. */
function isPlainName(name: string): boolean {
  return name.length <= 214 && /^[a-z0-9][a-z0-9_-]*$/.test(name) && name !== 'node_modules';
}

/** Null where it is not known; undefined for what is no count. */
function toCount(value: unknown): number | null | undefined {
  if (value === undefined || value === null || value === '') return null;
  const count = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

function toFacts(record: Readonly<Partial<Record<DocumentField, unknown>>>): IndexFacts | null {
  const version = toPlainText(record.version, MAX_WORD);
  const keywords = toPlainTexts(toList(record.keywords), MAX_WORD, MAX_WORDS);
  const readmeStems = typeof record.readme === 'string' ? toReadmeStems(record.readme) : '';
  const license = toLicense(record.license, undefined)?.text ?? null;
  const types = (['included', 'separate', 'none'] as const).find((each) => each === record.types);
  const module = (['esm', 'cjs', 'dual', 'none'] as const).find((each) => each === record.module);
  const isDeprecated = toTruth(record.deprecated);
  const publishedAt = toInstant(record.publishedAt);
  const maintainers = toPlainTexts(toList(record.maintainers), MAX_WORD, MAX_WORDS);
  const facts: IndexFacts = {
    ...(version === null ? {} : { version }),
    ...(keywords.length === 0 ? {} : { keywords }),
    ...(readmeStems === '' ? {} : { readmeStems }),
    ...(license === null ? {} : { license }),
    ...(types === undefined ? {} : { types }),
    ...(module === undefined ? {} : { module }),
    ...(isDeprecated === null ? {} : { isDeprecated }),
    ...(publishedAt === null ? {} : { publishedAt }),
    ...(maintainers.length === 0 ? {} : { maintainers }),
  };
  return Object.keys(facts).length === 0 ? null : facts;
}

/** A list, or a text with commas; people as names or as `{name}`. */
function toList(value: unknown): unknown {
  if (typeof value === 'string') return value.split(',').map((each) => each.trim());
  if (!Array.isArray(value)) return [];
  return value.map((each: unknown) =>
    typeof each === 'object' && each !== null && 'name' in each ? each.name : each,
  );
}

/** `""`, `false` and `no` say that it is not deprecated, any other text that it is; null where nothing is said. */
function toTruth(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return null;
  return !['', 'false', 'no', '0'].includes(value.toLowerCase());
}

function toInstant(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 40) return null;
  const milliseconds = Date.parse(value);
  return Number.isNaN(milliseconds) ? null : new Date(milliseconds).toISOString();
}

function quote(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 60);
}
