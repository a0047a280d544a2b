import { type Http, joinUrl, type RetryEvent, type UrlParams } from '@shipstats/connector-kit';
import { ConnectorError, type NameListing, type ThingName } from '@shipstats/core';
import { z } from 'zod';

/** Which names are read: all, those of things alone, or none. */
export type NamesOption = 'all' | 'no-people' | 'none';

/** Dimensions' `names` of this connector. */
export type NameKind = 'project' | 'api_key' | 'service_account' | 'user';

/** The most that the listings allow. */
const PAGE_SIZE = 100;
/** A listing of more pages than this does not end. */
const MAX_PAGES = 1_000;
/** Longer names are cut. */
const MAX_CHARACTERS = 200;

/** The kinds of names that an option asks for. */
export function nameKindsOf(option: NamesOption): readonly NameKind[] {
  switch (option) {
    case 'all':
      return ['project', 'api_key', 'service_account', 'user'];
    case 'no-people':
      return ['project', 'api_key', 'service_account'];
    case 'none':
      return [];
    default:
      return option satisfies never;
  }
}

export interface FetchNamesOptions {
  readonly kinds: readonly NameKind[];
  /** Keys and service accounts of these projects alone; of all where it is empty. */
  readonly projectIds: readonly string[];
  readonly ask: AskListing;
  readonly onWarning: (message: string) => void;
}

/** Asks for one page of a listing: `projects`, `projects/proj_1/api_keys`. */
export type AskListing = (path: string, params: UrlParams) => Promise<ListingPage>;

export interface ListingPage {
  readonly entries: readonly unknown[];
  readonly hasMore: boolean;
  readonly lastId: string | null;
}

/** What is read of an entry. E-mail addresses, roles and the rest are never looked at. */
const entrySchema = z.object({
  // Becomes a part of addresses.
  id: z.string().regex(/^[\w-]+$/),
  name: z.string().nullish(),
  archived_at: z.number().nullish(),
  status: z.string().nullish(),
  is_service_account: z.boolean().nullish(),
});
type Entry = z.output<typeof entrySchema>;

const pageSchema = z.object({
  data: z.array(z.unknown()),
  has_more: z.boolean().nullish(),
  last_id: z.string().nullish(),
});

/**
 * Lists what projects, keys, service accounts and people are called, one request after the other.
 *
 * Archived projects are listed and keys without an active owner too, since old usage names them. Names cannot tell
 * money or usage wrong, so one that cannot be read is left out with a warning.
 *
 * @throws ConnectorError from the wire, and `incomplete` where a listing does not get on
 */
export async function* fetchNames(options: FetchNamesOptions): AsyncGenerator<NameListing> {
  const { kinds, projectIds, ask, onWarning } = options;
  const wants = (kind: NameKind) => kinds.includes(kind);
  const read = (path: string, params: UrlParams = {}) => readListing(path, params, { ask, onWarning });

  const projects = await read('projects', { include_archived: 'true' });
  if (wants('project')) yield toListing('project', [projects]);

  const chosen = projects.entries.filter(({ id }) => projectIds.length === 0 || projectIds.includes(id));
  const keys: Listing[] = [];
  const accounts: Listing[] = [];
  for (const project of chosen) {
    const path = `projects/${project.id}`;
    if (wants('api_key')) {
      keys.push(await ofProject(project, () => read(`${path}/api_keys`, { owner_project_access: 'any' })));
    }
    if (wants('service_account')) {
      accounts.push(await ofProject(project, () => read(`${path}/service_accounts`)));
    }
  }
  // Of the other projects nothing is known: what is missing was not deleted for that.
  const rest: Listing[] =
    projectIds.length === 0 && projects.isWhole ? [] : [{ entries: [], isWhole: false }];
  if (wants('api_key')) yield toListing('api_key', [...keys, ...rest]);

  if (!wants('user')) {
    if (wants('service_account')) yield toListing('service_account', [...accounts, ...rest]);
    return;
  }
  // Service accounts are among the members too.
  const members = await read('users');
  const isAccount = new Set(accounts.flatMap(({ entries }) => entries.map(({ id }) => id)));
  const [machines, people] = [
    members.entries.filter((one) => one.is_service_account === true || isAccount.has(one.id)),
    members.entries.filter((one) => one.is_service_account !== true && !isAccount.has(one.id)),
  ];
  if (wants('service_account')) {
    yield toListing('service_account', [
      { entries: machines, isWhole: members.isWhole },
      ...accounts,
      ...rest,
    ]);
  }
  yield toListing('user', [{ entries: people, isWhole: members.isWhole }]);
}

interface Listing {
  readonly entries: readonly Entry[];
  /** Nothing of it was left out. */
  readonly isWhole: boolean;
}

const NOTHING: Listing = { entries: [], isWhole: true };

async function ofProject(project: Entry, read: () => Promise<Listing>): Promise<Listing> {
  try {
    return await read();
  } catch (error) {
    // A project that is closed, or was since it was listed, may be asked for nothing any more: it has no keys.
    if (!(error instanceof ConnectorError)) throw error;
    if (error.status === 404 || (error.status === 400 && isArchived(project))) return NOTHING;
    throw error;
  }
}

/**
 * Reads a listing to its end.
 *
 * Unlike usage, listings are paged by the id of the last entry; a page that does not get on is an error, never an end.
 */
async function readListing(
  path: string,
  params: UrlParams,
  { ask, onWarning }: Pick<FetchNamesOptions, 'ask' | 'onWarning'>,
): Promise<Listing> {
  const entries = new Map<string, Entry>();
  const seen = new Set<string>();
  let unreadable = 0;
  let after: string | undefined;
  const incomplete = (problem: string) =>
    new ConnectorError(`openai: GET /v1/organization/${path} ${problem}. Names known before are kept.`, {
      code: 'incomplete',
    });
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await ask(path, { ...params, limit: PAGE_SIZE, after });
    for (const raw of page.entries) {
      const entry = entrySchema.safeParse(raw);
      if (entry.success) entries.set(entry.data.id, entry.data);
      else unreadable += 1;
    }
    if (!page.hasMore) {
      if (unreadable > 0) onWarning(`openai names: left out ${unreadable} of ${path} that cannot be read`);
      return { entries: [...entries.values()], isWhole: unreadable === 0 };
    }
    const next = page.lastId;
    if (next === null || seen.has(next)) {
      throw incomplete('says that there is more, but does not give it');
    }
    seen.add(next);
    after = next;
  }
  throw incomplete(`gave ${MAX_PAGES} pages and still has more`);
}

function toListing(kind: NameKind, listings: readonly Listing[]): NameListing {
  const entries = new Map(listings.flatMap((listing) => listing.entries.map((entry) => [entry.id, entry])));
  return {
    kind,
    names: [...entries.values()].map(toName),
    isComplete: listings.every(({ isWhole }) => isWhole),
  };
}

function toName(entry: Entry): ThingName {
  return {
    id: entry.id,
    name: cleanName(entry.name ?? '') || entry.id,
    state: isArchived(entry) ? 'archived' : 'active',
  };
}

function isArchived(entry: Entry): boolean {
  return entry.status === 'archived' || typeof entry.archived_at === 'number';
}

/**
 * Takes out control characters and those that turn the direction of writing: a name stands beside others, and must
 * not change how they read. E-mail addresses are not stored: an address in place of a name is no name, and one within a
 * name is left out of it.
 */
export function cleanName(text: string): string {
  const name = text
    .replace(/[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+/gu, ' ')
    .replace(/[<([]?[^\s@<>()[\]]+@[^\s@<>()[\]]+\.[^\s@<>()[\]]+[>)\]]?/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return [...name].slice(0, MAX_CHARACTERS).join('').trim();
}

export interface ReadListingPageOptions {
  readonly http: Http;
  readonly headers: Readonly<Record<string, string>>;
  readonly baseUrl: URL;
  readonly path: string;
  readonly params: UrlParams;
  readonly signal: AbortSignal;
  readonly onRequest: () => void;
  readonly onWait: (event: RetryEvent) => void;
}

/** What a key lacks that may read usage and not names. */
export const LACKS_NAMES =
  'Names need the "api.management.read" permission (Organization administration: Read) too: give it to the key, or set names: \'none\'. Ids are shown until then.';

/** The label of the requests for names in messages and events. */
export const NAMES_LABEL = 'openai names';

/**
 * Asks for one page of a listing.
 *
 * @throws ConnectorError from the wire, and `bad-response` for JSON that is not a listing
 */
export async function readListingPage(options: ReadListingPageOptions): Promise<ListingPage> {
  const { http, headers, baseUrl, path, params, signal, onRequest, onWait } = options;
  const { json } = await http.getJson(joinUrl(baseUrl, `/v1/organization/${path}`, params), {
    label: NAMES_LABEL,
    headers,
    signal,
    onStart: onRequest,
    onWait,
  });
  const page = pageSchema.safeParse(json);
  if (!page.success) {
    throw new ConnectorError(
      `openai: GET /v1/organization/${path} answered something other than a listing.`,
      {
        code: 'bad-response',
      },
    );
  }
  const { data, has_more, last_id } = page.data;
  return { entries: data, hasMore: has_more === true, lastId: last_id ?? null };
}
