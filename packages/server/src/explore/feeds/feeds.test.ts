import { describe, expect, it } from 'vitest';
import { createPeopleApp } from '../test-people.ts';

describe('feeds', () => {
  it.each([
    ['/feeds/pkg/@harbour/crane.rss', 'application/rss+xml'],
    ['/feeds/user/ada.atom', 'application/atom+xml'],
    ['/feeds/list/newest.json', 'application/feed+json'],
    ['/popular.rss', 'application/rss+xml'],
    ['/random.json', 'application/feed+json'],
  ])('%s is served as %s, kept for a while, and not sent twice', async (path, type) => {
    const test = await createPeopleApp({ allowedHosts: ['stats.example'] });
    const answer = await test.get(path, { host: 'stats.example', 'x-forwarded-proto': 'https' });
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=900');
    expect(text).toContain('https://stats.example/pkg:');
    expect(text).not.toContain('<script>alert');
    const etag = answer.headers.get('etag') ?? '';
    expect(etag).not.toBe('');
    const again = await test.get(path, {
      host: 'stats.example',
      'x-forwarded-proto': 'https',
      'if-none-match': etag,
    });
    expect(again.status).toBe(304);
  });

  it('of a package list its releases, newest first', async () => {
    const feed: unknown = await (await createPeopleApp()).json('/feeds/pkg/ship.json');
    expect(feed).toMatchObject({
      title: 'Releases of ship',
      items: [
        {
          title: 'ship 2.0.0',
          url: 'http://localhost/pkg:ship@2.0.0',
          date_modified: '2026-10-01T00:00:00.000Z',
        },
        { title: 'ship 1.0.0' },
      ],
    });
  });

  it('of a user list the releases of all packages, and what the search says of one that cannot be read', async () => {
    const test = await createPeopleApp();
    const whole = JSON.stringify(await test.json('/feeds/user/ada.json'));
    expect(whole).toContain('rope 1.2.0');
    expect(whole).toContain('ship 1.0.0');
    const silent = await createPeopleApp();
    silent.world.silent.add('registry');
    const partial = JSON.stringify(await silent.json('/feeds/user/ada.json'));
    expect(partial).toContain('ship 2.0.0');
    expect(partial).not.toContain('ship 1.0.0');
  });

  it('say what is wrong with the address', async () => {
    const test = await createPeopleApp();
    for (const path of [
      '/feeds/pkg/ship',
      '/feeds/pkg/nowhere.rss',
      '/feeds/list/best.rss',
      '/feeds/user/nobody.rss',
    ]) {
      expect((await test.get(path)).status, path).toBe(404);
    }
    test.world.silent.add('search');
    expect((await test.get('/feeds/user/ada.rss')).status).toBe(503);
  });
});
