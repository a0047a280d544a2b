import type { Hono } from 'hono';
import type { AppContext } from '../app-context.ts';
import { mountBadges } from './badges/badges.ts';
import { mountCompare } from './compare/compare.tsx';
import { mountFeeds } from './feeds/feeds.ts';
import { mountFollow } from './follow/follow.ts';
import { mountLists } from './lists/list-page.tsx';
import { mountUsers } from './user/user-page.tsx';

/** Adds what Explore has beside search and package pages: users, comparisons, lists, feeds, badges, following. */
export function mountPeopleAndLists(app: Hono, context: AppContext): void {
  mountUsers(app, context);
  mountCompare(app, context);
  mountLists(app, context);
  mountFeeds(app, context);
  mountBadges(app, context);
  mountFollow(app, context);
}
