import '../styles/main.css';
import '../styles/pages.css';
import '../styles/people.css';
import '../styles/lists.css';
import '../styles/search.css';
import '../styles/package.css';
import { chartCursor } from './chart-cursor.ts';
import { copyText } from './copy-text.ts';
import { keys } from './keys.ts';
import { liveSources } from './live-sources.ts';
import { searchBox } from './search-box.ts';

/** An island makes one element of a page come alive; the page is complete without it. */
export type Island = (element: HTMLElement) => void;

const ISLANDS: Record<string, Island> = {
  'chart-cursor': chartCursor,
  'copy-text': copyText,
  'search-box': searchBox,
};

for (const element of document.querySelectorAll<HTMLElement>('[data-island]')) {
  ISLANDS[element.dataset.island ?? '']?.(element);
}

keys();
liveSources();
