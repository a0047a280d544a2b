import type { Hono } from 'hono';
import type { AppContext } from '../app-context.ts';
import { mountPeopleAndLists } from './explore-more.ts';
import { mountPreferences } from './outside-images.tsx';
import { mountPackages } from './package/package-page.tsx';
import { mountSearch } from './search/search-page.tsx';
import { renderStart } from './search/start-page.tsx';

/** Adds the pages of Explore. */
export function mountExplore(app: Hono, context: AppContext): void {
  app.get('/', (http) => renderStart(http, context));
  mountSearch(app, context);
  mountPackages(app, context);
  mountPreferences(app);
  mountPeopleAndLists(app, context);
}
