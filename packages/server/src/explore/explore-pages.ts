import type { Hono } from 'hono';
import type { AppContext } from '../app-context.ts';
import { mountPeopleAndLists } from './explore-more.ts';

/** Adds the pages of Explore. */
export function mountExplore(app: Hono, context: AppContext): void {
  mountPeopleAndLists(app, context);
}
