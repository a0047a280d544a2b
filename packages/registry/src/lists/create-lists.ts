import { createKeptAnswers, createMemoryAnswers } from '../search/kept-answers.ts';
import { toWhole } from '../search/to-whole.ts';
import { within } from '../service/within.ts';
import type { ListName, PackageList } from './list.ts';
import { addTrends, type ListSources } from './list-sources.ts';
import { listNewest, NEWEST_RULE } from './newest.ts';
import { listPopular } from './popular.ts';
import { listRandom } from './random.ts';
import { listTrending } from './trending.ts';

export type ReadList = (
  name: ListName,
  options?: { readonly seed?: number; readonly limit?: number },
) => Promise<PackageList>;

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 100;
/** The newest releases cost requests: all readers share them for a while. */
const NEWEST_MAX_AGE_MS = 300_000;
const NEWEST_LENGTH = 50;
const RETRY_MS = 60_000;
/** A look waits so long for the newest releases, names and packuments together; what takes longer is there for the next. */
const WAIT_MS = 8_000;

/** Makes the lists, each by its own rule; one that cannot be made now is empty and says why. */
export function createLists(sources: ListSources, waitMs: number = WAIT_MS): ReadList {
  const newest = createKeptAnswers<PackageList>({
    store: createMemoryAnswers(1),
    maxAgeMs: NEWEST_MAX_AGE_MS,
    clock: sources.clock,
    isKept: (list) => list.hits.length > 0,
  });
  let tried: { readonly list: PackageList; readonly atMs: number } | null = null;
  return async (name, options = {}) => {
    const limit = toWhole(options.limit ?? DEFAULT_LIMIT, 1, MAX_LIMIT);
    switch (name) {
      case 'popular':
        return listPopular(sources, limit);
      case 'trending':
        return listTrending(sources, limit);
      case 'random':
        return listRandom(sources, limit, options.seed ?? sources.clock().getTime());
      case 'newest': {
        const list = await readNewest();
        return { ...list, hits: await addTrends(sources, list.hits.slice(0, limit)) };
      }
      default:
        return name satisfies never;
    }
  };

  /** What was read before, where nothing can be read now or it takes long; it is then read on behind. */
  async function readNewest(): Promise<PackageList> {
    // A list that could not be made is not tried again at every look.
    const isRecent = tried !== null && Math.abs(sources.clock().getTime() - tried.atMs) < RETRY_MS;
    const before = isRecent ? tried : null;
    const making =
      before === null
        ? newest.get('newest', () => listNewest(sources, NEWEST_LENGTH))
        : Promise.resolve({ value: before.list });
    const made = await within(waitMs, making);
    if (made !== undefined && (made.value.hits.length > 0 || made.value.troubles.length === 0))
      return made.value;
    if (made !== undefined && before === null) tried = { list: made.value, atMs: sources.clock().getTime() };
    const troubles = made?.value.troubles ?? [sources.changes.state()];
    const earlier = newest.peek('newest')?.value;
    return earlier === undefined
      ? { name: 'newest', rule: NEWEST_RULE, hits: [], asOf: null, troubles }
      : { ...earlier, troubles };
  }
}
