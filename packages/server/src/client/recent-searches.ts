/** Where they are kept: in this browser alone. */
const KEY = 'shipstats-searches';
const MAX_KEPT = 8;
/** So many are shown beside what is suggested for a text. */
const MAX_BESIDE = 2;

/** What was searched for in this browser, the last first. */
export interface RecentSearches {
  /** Those that begin with what is typed, as options of a listbox, and one that forgets them all. */
  options(onCleared: () => void, typed?: string): readonly Node[];
}

/** Keeps the search of this page, where it is one, beside those before it. */
export function recentSearches(): RecentSearches {
  const url = new URL(location.href);
  const query = url.pathname === '/search' ? (url.searchParams.get('q') ?? '').trim() : '';
  if (query !== '') write([query, ...read().filter((one) => one !== query)].slice(0, MAX_KEPT));
  return {
    options(onCleared, typed = '') {
      const found = read().filter((one) => one !== typed && one.startsWith(typed));
      const shown = typed === '' ? found : found.slice(0, MAX_BESIDE);
      if (shown.length === 0) return [];
      const group = document.createElement('div');
      group.setAttribute('role', 'group');
      group.setAttribute('aria-label', 'Recent searches');
      const label = document.createElement('div');
      label.className = 'find-label';
      label.ariaHidden = 'true';
      label.textContent = 'Recent searches';
      group.append(label, ...shown.map(toLink));
      if (typed === '') group.append(toClear(onCleared));
      return [group];
    },
  };
}

function toLink(query: string, at: number): HTMLElement {
  const link = document.createElement('a');
  link.href = `/search?${new URLSearchParams({ q: query })}`;
  link.textContent = query;
  return asOption(link, `recent-${at}`);
}

function toClear(onCleared: () => void): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'soft';
  button.textContent = 'Clear recent searches';
  button.addEventListener('click', () => {
    write([]);
    onCleared();
  });
  return asOption(button, 'clear-recent');
}

function asOption(element: HTMLElement, id: string): HTMLElement {
  element.id = `option-${id}`;
  element.tabIndex = -1;
  element.role = 'option';
  element.ariaSelected = 'false';
  return element;
}

function read(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one): one is string => typeof one === 'string') : [];
  } catch {
    return []; // storage is refused, or holds something else
  }
}

function write(searches: readonly string[]): void {
  try {
    if (searches.length === 0) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(searches));
  } catch {
    // Storage is refused: nothing is kept.
  }
}
