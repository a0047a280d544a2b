import { describe, expect, it } from 'vitest';
import { createPeopleApp } from '../test-people.ts';
import { configSnippet } from './config-snippet.ts';

describe('following', () => {
  it('has everything read that npm has, and leads back with a notice', async () => {
    const test = await createPeopleApp();
    const answer = await test.post('/follow', { kind: 'package', name: 'ship', back: '/@ada?sort=name' });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/@ada?sort=name&notice=followed');
    expect(test.world.wanted).toEqual(['all ship']);
    expect(test.world.followed).toMatchObject([{ kind: 'package', name: 'ship' }]);
  });

  it('of a user has all packages read', async () => {
    const test = await createPeopleApp();
    await test.post('/follow', { kind: 'user', name: 'ada', back: '/@ada' });
    await expect.poll(() => test.world.wanted).toContain('all rope');
    expect(await test.text('/@ada')).toContain('action="/unfollow"');
  });

  it('ends where it is told, and the page says so', async () => {
    const test = await createPeopleApp();
    await test.post('/follow', { kind: 'package', name: 'ship' });
    expect(await test.text('/my-packages')).toContain('action="/unfollow"');
    const answer = await test.post('/unfollow', { kind: 'package', name: 'ship', back: '/my-packages' });
    expect(answer.headers.get('location')).toBe('/my-packages?notice=unfollowed');
    expect(await test.text('/my-packages?notice=unfollowed')).toContain('You follow nothing yet');
  });

  it('ends for a user in whatever case it was written', async () => {
    const test = await createPeopleApp();
    test.world.followed.push({ kind: 'user', name: 'Ada', since: '2026-11-22T09:00:00.000Z' });
    expect(await test.text('/@ada')).toContain('action="/unfollow"');
    await test.post('/unfollow', { kind: 'user', name: 'ada', back: '/@ada' });
    expect(await test.text('/@ada?notice=unfollowed')).toContain('action="/follow"');
  });

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'does not lead elsewhere: %s',
    async (back) => {
      const answer = await (await createPeopleApp()).post('/follow', { kind: 'package', name: 'ship', back });
      expect(answer.headers.get('location')).toMatch(/^\/[a-z-]+\?notice=followed$/);
    },
  );

  it('refuses what npm does not have, but not while npm is silent', async () => {
    const test = await createPeopleApp();
    expect((await test.post('/follow', { kind: 'package', name: 'nowhere' })).status).toBe(404);
    expect((await test.post('/follow', { kind: 'user', name: 'nobody' })).status).toBe(404);
    expect(test.world.followed).toEqual([]);
    test.world.silent.add('registry').add('search');
    expect((await test.post('/follow', { kind: 'package', name: 'nowhere' })).status).toBe(303);
    expect((await test.post('/follow', { kind: 'user', name: 'nobody' })).status).toBe(303);
  });

  it('refuses other sites, what is no name, and forms without one', async () => {
    const test = await createPeopleApp();
    const fields = { kind: 'package', name: 'ship' };
    const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    expect((await test.post('/follow', fields, foreign)).status).toBe(403);
    expect((await test.post('/follow', { kind: 'package', name: '../x y' })).status).toBe(400);
    expect((await test.post('/follow', { kind: 'planet', name: 'ship' })).status).toBe(400);
    expect((await test.post('/follow', { kind: 'package' })).status).toBe(400);
    expect(test.world.followed).toEqual([]);
  });
});

describe('the notice of what has happened', () => {
  it.each(['/@ada', '/pkg:ship', '/my-packages'])('on %s is shown only where it is true', async (page) => {
    const test = await createPeopleApp();
    const [kind, name] = page === '/@ada' ? ['user', 'ada'] : ['package', 'ship'];
    const says = (text: string) => expect.stringMatching(new RegExp(text));
    expect(await test.text(`${page}?notice=followed`)).not.toMatch(/You follow @?(ada|ship)|Followed\./);
    await test.post('/follow', { kind, name });
    expect(await test.text(`${page}?notice=followed`)).toEqual(says('You follow @?(ada|ship)|Followed\\.'));
    expect(await test.text(`${page}?notice=unfollowed`)).not.toContain('any more');
    await test.post('/unfollow', { kind, name });
    expect(await test.text(`${page}?notice=unfollowed`)).toEqual(says('any more|Unfollowed'));
  });
});

describe('my packages', () => {
  it('are those followed and those configured, with their numbers, reasons and configuration', async () => {
    const test = await createPeopleApp({ npmOptions: { packages: ['rope'], users: [] } });
    await test.post('/follow', { kind: 'package', name: '@harbour/crane' });
    const html = await test.text('/my-packages');
    expect(html).toMatch(/<th scope="col">Package<\/th><th scope="col" class="number">npm downloads<\/th>/);
    expect(html).toContain('2 packages');
    expect(html).toContain('Downloads by package');
    expect(html).toContain('has a critical advisory for its latest version');
    expect(html).toContain('packages: [&#39;@harbour/crane&#39;, &#39;rope&#39;],');
    expect(html).toContain('/feeds/pkg/@harbour/crane.rss');
  });

  it('stand among the dashboards, for pages and programs alike', async () => {
    const test = await createPeopleApp();
    expect(await test.json('/api/v1/dashboards')).toEqual({ dashboards: [] });
    await test.post('/follow', { kind: 'package', name: 'ship' });
    expect(await test.json('/api/v1/dashboards')).toMatchObject({
      dashboards: [{ id: 'my-packages', widgets: 4 }],
    });
    expect(await test.json('/api/v1/dashboards/my-packages')).toMatchObject({
      title: 'My packages',
      widgets: [{ id: 'total', kind: 'stat', answers: [{ value: 1_181_400 }] }, {}, {}, {}],
    });
    expect(await test.text('/dashboards')).toContain('href="/dashboards/my-packages"');
    expect((await test.get('/dashboards/my-packages')).status).toBe(200);
  });

  it('say whose packages are not known at the moment', async () => {
    const test = await createPeopleApp({ npmOptions: { packages: ['rope'], users: ['ada'] } });
    test.world.silent.add('search');
    expect(await test.text('/my-packages')).toContain('npm’s search does not tell the packages of @ada.');
  });

  it('are private, as following is, where a login is asked for', async () => {
    const test = await createPeopleApp({ access: { password: 'p' } });
    expect((await test.get('/my-packages')).status).toBe(303);
    expect((await test.post('/follow', { kind: 'package', name: 'ship' })).status).toBe(401);
    const page = await test.get('/@ada');
    expect(page.status).toBe(200);
    expect(await page.text()).not.toContain('action="/follow"');
  });

  it('are written as configuration together with what is there already', () => {
    expect(
      configSnippet({
        followed: [{ kind: 'user', name: 'ada', since: '' }],
        configured: { packages: ['rope'], users: ['ada'] },
      }),
    ).toContain("    packages: ['rope'],\n    users: ['ada'],");
  });
});
