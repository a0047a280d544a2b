import '../styles/main.css';
import '../styles/pages.css';
import '../styles/people.css';
import '../styles/lists.css';
import { chartCursor } from './chart-cursor.ts';
import { liveSources } from './live-sources.ts';

/** An island makes one element of a page come alive; the page is complete without it. */
export type Island = (element: HTMLElement) => void;

const ISLANDS: Record<string, Island> = {
  'chart-cursor': chartCursor,
};

for (const element of document.querySelectorAll<HTMLElement>('[data-island]')) {
  ISLANDS[element.dataset.island ?? '']?.(element);
}

liveSources();
