import { describe, expect, it } from 'vitest';
import { createPeopleApp, downloadsOn, HOSTILE } from './test-people.ts';

const PAGES = [
  '/@ada',
  '/@ada?sort=trend&order=asc&range=1y',
  '/@ada?notice=followed',
  '/compare',
  '/compare/ship,@harbour/crane,rotten,quiet',
  '/compare/ship,rope?scale=start&range=1m',
  '/popular',
  '/newest',
  '/trending',
  '/random?seed=3',
  '/pkg/badges?name=@harbour/crane',
  '/feeds',
  '/my-packages',
];

describe('every page of people and lists', () => {
  for (const path of PAGES) {
    it(`${path} stands: one h1, a title, nothing inline, nothing hostile`, async () => {
      const test = await createPeopleApp();
      const answer = await test.get(path);
      const html = await answer.text();
      expect(test.errors).toEqual([]);
      expect(answer.status).toBe(200);
      expect(html.match(/<h1[ >]/g)).toHaveLength(1);
      expect(html).toMatch(/<title>[^<]+ · Shipstats<\/title>/);
      expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/i);
      expect(html).not.toContain('<script>alert');
      const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
      expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    });
  }
});

describe('the page of a user', () => {
  it('shows the packages by downloads, and says in the head of the table how', async () => {
    const test = await createPeopleApp();
    const html = await test.text('/@ada');
    const names = [...html.matchAll(/<th scope="row"><a class="package-name" href="\/pkg:([^"]+)"/g)];
    expect(names.map((match) => match[1])).toEqual(['ship', '@harbour/crane', 'rope', 'rotten', 'quiet']);
    expect(html).toMatch(/aria-sort="descending"><a href="\/@ada\?sort=downloads&amp;order=asc">/);
    expect(test.world.wanted).toContain('recent ship');
  });

  it('sorts as the address says, unknown ones last', async () => {
    const html = await (await createPeopleApp()).text('/@ada?sort=trend&order=asc');
    const names = [...html.matchAll(/<th scope="row"><a class="package-name" href="\/pkg:([^"]+)"/g)];
    expect(names.map((match) => match[1])).toEqual(['rope', 'ship', '@harbour/crane', 'quiet', 'rotten']);
    expect(html).toMatch(/aria-sort="ascending"><a href="\/@ada\?sort=trend&amp;order=desc">/);
  });

  it('adds up the portfolio from the store, and says which packages it is without', async () => {
    const html = await (await createPeopleApp()).text('/@ada');
    // The 30 days up to yesterday, which npm has counted, of four packages.
    const day = (daily: number) =>
      Array.from({ length: 30 }, (_, index) => downloadsOn(index + 1, daily)).reduce((a, b) => a + b);
    const total = [40_000, 900, 12_000, 60].map(day).reduce((a, b) => a + b);
    expect(html).toContain(`<data value="${total}"`);
    expect(html).toContain('without 1 package of which nothing was read yet');
  });

  it('tells what needs attention, each with its reason, and how much was looked at', async () => {
    const html = await (await createPeopleApp()).text('/@ada');
    expect(html).toContain('has a critical advisory for its latest version, 2.0.0.');
    expect(html).toContain(
      'depends on @harbour/crane ~2.0.0, which today is 2.0.0 and has a critical advisory.',
    );
    expect(html).toContain('depends on rope ^1.0.0; its 1.2.0 is deprecated.');
    expect(html).toContain('“Use twine instead”');
    expect(html).toContain('Looked at all 5 packages and all 2 dependencies.');
  });

  it('says that it could not look at advisories', async () => {
    const test = await createPeopleApp();
    test.world.silent.add('advisories');
    const html = await test.text('/@ada');
    expect(html).not.toContain('critical advisory');
    expect(html).toContain('Advisories are missing: npm’s advisories service is not answering.');
  });

  it('says that a name has no package, or is nobody’s', async () => {
    const answer = await (await createPeopleApp()).get('/@nobody');
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('npm lists no package of @nobody');
  });

  it('says that npm’s search is not answering where nothing is known', async () => {
    const test = await createPeopleApp();
    test.world.silent.add('search');
    const answer = await test.get('/@ada');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('60');
    expect(await answer.text()).toContain('npm’s search service is not answering.');
  });

  it('shows what is known from before, and says of when it is', async () => {
    const test = await createPeopleApp();
    test.world.users.ada = {
      kind: 'known',
      asOf: '2026-11-20T10:00:00.000Z',
      isStale: true,
      value: {
        user: 'ada',
        hasMore: true,
        isWhole: false,
        packages: [
          {
            name: 'ship',
            version: null,
            description: HOSTILE,
            publishedAt: null,
            downloads: null,
            isDeprecated: false,
          },
        ],
      },
    };
    const html = await test.text('/@ada');
    expect(html).toContain('The list of packages is what it said 2 days ago.');
    expect(html).toContain('1 package on npm, and more that its search does not list');
  });

  it('looks again while counts are being read, and is not kept until then', async () => {
    const test = await createPeopleApp();
    test.world.reading.add('quiet');
    const answer = await test.get('/@ada');
    expect(answer.headers.get('refresh')).toBe('5');
    test.world.reading.clear();
    expect((await test.get('/@ada')).headers.get('refresh')).toBeNull();
  });

  it('has a picture only for readers who allow images of other hosts', async () => {
    const test = await createPeopleApp();
    const plain = await test.get('/@ada');
    expect(await plain.text()).not.toContain('class="avatar"');
    expect(plain.headers.get('content-security-policy')).not.toContain('https:');
    const allowed = await test.get('/@ada', { cookie: 'shipstats_images=on' });
    expect(await allowed.text()).toContain('<img class="avatar" src="https://github.com/ada.png?size=112"');
    expect(allowed.headers.get('content-security-policy')).toContain("img-src 'self' https:");
  });

  it('leads into metrics only those who may see them', async () => {
    const link = /href="\/metrics\/npm_downloads\?/;
    expect(await (await createPeopleApp()).text('/@ada')).toMatch(link);
    expect(await (await createPeopleApp({ access: { password: 'p' } })).text('/@ada')).not.toMatch(link);
  });

  it('is found under its older address, and refuses words it does not know', async () => {
    const test = await createPeopleApp();
    const answer = await test.get('/~ada?sort=name');
    expect(answer.status).toBe(301);
    expect(answer.headers.get('location')).toBe('/@ada?sort=name');
    for (const path of ['/@ada?sort=size', '/@ada?order=up', '/@ada?range=9y', '/@%E0%A4%A']) {
      expect((await test.get(path)).status, path).toBe(400);
    }
  });
});

describe('a comparison', () => {
  it('shows the facts side by side, what is not known as unknown', async () => {
    const html = await (await createPeopleApp()).text('/compare/ship,@harbour/crane,rope,quiet');
    const row = (label: string) =>
      new RegExp(`<th scope="row">${label}</th>(.*?)</tr>`).exec(html)?.[1] ?? '';
    const cells = (label: string) =>
      [...row(label).matchAll(/<td>(.*?)<\/td>/g)].map((match) => (match[1] ?? '').replace(/<[^>]+>/g, ''));
    expect(cells('Downloads, 30 days')).toEqual([
      '1.18\u202fM30 d to 21 Nov',
      '354\u202fk30 d to 21 Nov',
      '26.6\u202fk30 d to 21 Nov',
      'unknown30 days',
    ]);
    expect(cells('Types')).toEqual(['included', 'none', 'none', 'included']);
    expect(cells('Modules')).toEqual(['ESM', 'ESM + CommonJS', 'CommonJS', 'ESM']);
    expect(cells('Unpacked size')).toEqual(['12.3\u202fkB', 'unknown', '12.3\u202fkB', '12.3\u202fkB']);
    expect(cells('Dependencies')).toEqual(['2', '0', '0', '0']);
    expect(cells('Open advisories')).toEqual(['none', 'a critical advisory', 'none', 'none']);
    expect(cells('Licence')[2]).toBe('none given');
  });

  it('is not spoiled by one that is missing', async () => {
    const html = await (await createPeopleApp()).text('/compare/ship,nowhere');
    expect(html).toContain('nowhere is left out');
    expect(html).toContain('There is no package nowhere.');
    expect(html).toContain('id="downloads"');
  });

  it('adds what a form sends, and drops what is there already', async () => {
    const test = await createPeopleApp();
    const added = await test.get('/compare/ship?add=@harbour/crane&add=ship&range=1y');
    expect(added.status).toBe(303);
    expect(added.headers.get('location')).toBe('/compare/ship,@harbour/crane?range=1y');
    expect((await test.get('/compare?add=ship%2C%20rope')).headers.get('location')).toBe(
      '/compare/ship,rope',
    );
    expect(await test.text('/compare/ship,%40harbour%2Fcrane')).toContain('href="/compare/ship"');
  });

  it('keeps span and scale when one is added or taken out', async () => {
    const html = await (await createPeopleApp()).text('/compare/ship,rope?range=1y&scale=start');
    expect(html).toContain('href="/compare/ship?range=1y&amp;scale=start"');
    const form = /<form class="compare-add".*?<\/form>/.exec(html)?.[0] ?? '';
    expect(form).toContain('<input type="hidden" name="range" value="1y"/>');
    expect(form).toContain('<input type="hidden" name="scale" value="start"/>');
  });

  it('gives guests its numbers as CSV, of those that exist', async () => {
    const test = await createPeopleApp({ access: { password: 'p' } });
    const html = await test.text('/compare/ship,nowhere,rope?range=1m');
    const href = /href="([^"]+)"[^>]*>CSV/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const answer = await test.get(href);
    expect(answer.status).toBe(200);
    const lines = (await answer.text()).trim().split(/\r?\n/);
    expect(lines).toHaveLength(1 + 2 * 30);
    expect(lines.at(-1)).toMatch(/^2026-11-21.*rope/);
    expect((await test.get('/api/v1/npm/compare/downloads.csv')).status).toBe(400);
  });

  it('refuses more than ten with advice', async () => {
    const names = Array.from({ length: 11 }, (_, index) => `p${index}`).join(',');
    const answer = await (await createPeopleApp()).get(`/compare/${names}`);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('Take 10 of them at most');
  });
});

describe('the API', () => {
  it.each([
    '/api/v1/npm/users/nobody',
    ...['', '.csv'].map((end) => `/api/v1/npm/packages/nowhere/downloads${end}`),
  ])('answers %s with 404, as the page does', async (path) => {
    const test = await createPeopleApp();
    const answer = await test.get(path);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { status: 404 } });
    expect(test.world.wanted).toEqual([]);
  });

  it('tells the counts that are stored while the registry is silent', async () => {
    const test = await createPeopleApp();
    test.world.silent.add('registry');
    const body = await test.json('/api/v1/npm/packages/ship/downloads?window=2026-11-21..2026-11-22');
    expect(body).toMatchObject({ value: downloadsOn(1, 40_000) });
  });
});

describe('a list', () => {
  it('states its rule, links its feeds and tells feed readers of them', async () => {
    const html = await (await createPeopleApp()).text('/newest');
    expect(html).toContain('The rule of newest: packages that look like spam are left out.');
    for (const format of ['rss', 'atom', 'json'])
      expect(html).toContain(`href="/feeds/list/newest.${format}"`);
    expect(html).toContain('<link rel="alternate" href="/feeds/list/newest.rss" type="application/rss+xml"');
  });

  it('of random packages has its seed in the address, and another draw beside', async () => {
    const test = await createPeopleApp();
    const answer = await test.get('/random');
    expect(answer.status).toBe(302);
    const path = answer.headers.get('location') ?? '';
    expect(path).toMatch(/^\/random\?seed=\d+$/);
    const first = (html: string) => /class="package-name" href="([^"]+)"/.exec(html)?.[1];
    expect(first(await test.text('/random?seed=1'))).toBe('/pkg:rope');
    expect(first(await test.text('/random?seed=2'))).toBe('/pkg:@harbour/crane');
    expect((await test.get('/random?seed=x')).status).toBe(400);
  });

  it('tells the last day that trends are made of, and when others were read', async () => {
    const test = await createPeopleApp();
    expect(await test.text('/trending')).toMatch(/Counts through \d+ Nov\./);
    expect(await test.text('/popular')).toMatch(/Read <time/);
  });

  it('says which service it is made without', async () => {
    const test = await createPeopleApp();
    test.world.silent.add('changes');
    expect(await test.text('/newest')).toContain('npm’s changes service is not answering.');
  });
});

describe('npm’s real numbers beside a demonstration', () => {
  it('are called synthetic on no page', async () => {
    const test = await createPeopleApp({ demo: true, simulatedNpm: false });
    await test.post('/follow', { kind: 'package', name: 'ship' });
    for (const path of ['/my-packages', '/metrics/npm_downloads', '/pkg:ship'])
      expect(await test.text(path), path).not.toContain('Synthetic data');
    expect(await test.text('/dashboards')).toContain('<b>Synthetic data.</b>');
    expect(await test.text('/')).toMatch(
      /<b>Synthetic data<\/b> on the dashboards: .*npm’s numbers are real/s,
    );
  });
});

describe('what the owner follows', () => {
  it('is nothing that a guest is told', async () => {
    const test = await createPeopleApp({ access: { password: 'p' } });
    test.world.followed.push({ kind: 'user', name: 'ada', since: '2026-11-22T09:00:00.000Z' });
    expect(await test.text('/@ada?notice=followed')).not.toContain('You follow');
  });
});
