import { describe, expect, it } from 'vitest';
import { isExplorePath, isOpenPath } from './open-paths.ts';

describe('what everybody may read', () => {
  it.each([
    '/search',
    '/search/suggest',
    '/search/ranking',
    '/opensearch.xml',
    '/opensearch/suggest',
    '/pkg:hono',
    '/pkg:@babel/core@7.0.0',
    '/package/hono',
    '/@ada',
    '/~ada',
    '/compare',
    '/compare/a,b',
    '/popular',
    '/random',
    '/trending.rss',
    '/feeds/pkg/@babel/core.atom',
    '/badge/version/hono.svg',
    '/embed/downloads/hono.svg',
    '/pkg/badges',
    '/api/v1/npm/packages/hono',
  ])('holds %s, which is of Explore', (path) => {
    expect(isExplorePath(path)).toBe(true);
    expect(isOpenPath(path)).toBe(false);
  });

  it.each([
    '/dashboards',
    '/dashboards/my-packages',
    '/metrics/npm_downloads',
    '/metrics/npm_downloads.csv',
    '/sources',
    '/my-packages',
    '/follow',
    '/unfollow',
    '/api/v1/metrics/npm_downloads',
    '/api/v1/dashboards',
    '/api/v1/npm',
    '/api/v1/npm/',
    '/popular.csv',
    '/popularity',
    '/searching',
    '/feed',
    '/pkg:',
    '/@',
    '/connect',
    '/docs',
  ])('does not hold %s', (path) => {
    expect(isExplorePath(path)).toBe(false);
    expect(isOpenPath(path)).toBe(false);
  });
});
