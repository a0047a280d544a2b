/** What the login page itself needs, and what tells nothing. */
const OPEN_PATHS: ReadonlySet<string> = new Set([
  '/login',
  '/healthz',
  '/favicon.svg',
  '/robots.txt',
  // What a reader has chosen, kept in a cookie of their own.
  '/preferences',
]);

/** Pages of Explore: what npm tells everybody. */
const EXPLORE_PATHS: ReadonlySet<string> = new Set([
  '/',
  '/search',
  '/search/suggest',
  '/search/ranking',
  '/opensearch.xml',
  '/opensearch/suggest',
  '/compare',
  '/popular',
  '/newest',
  '/trending',
  '/random',
  '/feeds',
  '/pkg/badges',
]);

/** The same, with something behind: each ends where a name begins. */
const EXPLORE_PREFIXES: readonly string[] = [
  '/pkg:',
  '/package/',
  '/@',
  '/~',
  '/compare/',
  '/feeds/',
  '/badge/',
  '/embed/',
  '/api/v1/npm/',
];

/** The short addresses of the lists' feeds. */
const LIST_FEED = /^\/(popular|newest|trending|random)\.(rss|atom|json)$/;

/** Whether an address is open to everybody, whatever is done there. */
export function isOpenPath(path: string): boolean {
  return OPEN_PATHS.has(path);
}

/**
 * Whether an address is of Explore, which everybody may read where dashboards need a login: named one by one, so that
 * a page that is added later is private until somebody has thought about it.
 */
export function isExplorePath(path: string): boolean {
  return (
    EXPLORE_PATHS.has(path) ||
    LIST_FEED.test(path) ||
    EXPLORE_PREFIXES.some((prefix) => path.startsWith(prefix) && path.length > prefix.length)
  );
}
