import {
  type Explore,
  OPERATOR_NAMES,
  type SearchAnswer,
  type SearchHit,
  type SearchQuery,
} from '@shipstats/registry';
import { describe, expect, it } from 'vitest';
import { createTestApp } from '../../test-app.ts';
import { createTestExplore } from '../test-explore.ts';

/** The made-up search, each hit and the answer with more told. */
async function withHits(hit: Partial<SearchHit>, answer: Partial<SearchAnswer> = {}): Promise<Explore> {
  const whole = createTestExplore();
  return {
    ...whole,
    search: async (_, options) => {
      const found = await whole.search('ship', options);
      return { ...found, ...answer, hits: found.hits.map((each) => ({ ...each, ...hit })) };
    },
  };
}

describe('the start page', () => {
  it('has one search field, the tips, and the ways on', async () => {
    const html = await (await createTestApp()).text('/');
    expect(html.match(/<input[^>]*name="q"/g)).toHaveLength(1);
    for (const tip of ['free text', 'pkg:[package-name]', '@[username]'])
      expect(html).toContain(`<code>${tip}</code>`);
    for (const href of ['/popular', '/trending', '/newest', '/random', '/dashboards', '/my-packages']) {
      expect(html).toContain(`<a href="${href}">`);
    }
  });

  it('is open where dashboards need a login, and names none of them', async () => {
    const test = await createTestApp({ access: { password: 'secret' } });
    const answer = await test.get('/');
    expect(answer.status).toBe(200);
    expect(await answer.text()).not.toContain('>AI<');
  });
});

describe('the search', () => {
  it.each([
    ['pkg:ship@2.0.0', '/pkg:ship@2.0.0'],
    ['@ada', '/@ada'],
    ['@ships/hull', '/pkg:@ships/hull'],
    ['', '/'],
  ])('leads from %j to %s', async (typed, to) => {
    const answer = await (await createTestApp()).get(`/search?${new URLSearchParams({ q: typed })}`);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(to);
  });

  it('shows name, version, description, age, shape and number of each, with what was searched', async () => {
    const html = await (await createTestApp()).text('/search?q=ship');
    expect(html).toMatch(/<a class="package-name" href="\/pkg:old-ship">old-<mark>ship<\/mark><\/a>/);
    expect(html).toContain('exact match');
    expect(html).toContain('<svg class="spark"');
    expect(html).toContain('30 d to 21 Nov');
    expect(html).toContain('local index of 20,000 packages, built 1 Nov');
    expect(html).toMatch(/<input[^>]*value="ship"/);
  });

  it('says where and of when each number is', async () => {
    const whole = createTestExplore();
    const count = { downloads: 700, through: '2026-11-19' } as const;
    const hit = (name: string, from: 'index' | 'search') => ({
      name,
      version: null,
      description: null,
      publishedAt: null,
      downloads: { ...count, from },
      isDeprecated: false,
    });
    const explore = {
      ...whole,
      search: async () => ({
        ...(await whole.search('')),
        hits: [hit('one', 'index'), hit('two', 'search')],
      }),
    };
    const html = await (await createTestApp({ explore })).text('/search?q=o');
    expect(html).toContain('<small class="soft">list of 19 Nov</small>');
    expect(html).toContain('<small class="soft">npm search to 19 Nov</small>');
  });

  it('says that npm’s search did not answer', async () => {
    const explore = createTestExplore({ failing: ['search'] });
    const html = await (await createTestApp({ explore })).text('/search?q=ship');
    expect(html).toContain('npm’s search did not answer');
  });

  it('asks the registry for a name that the index does not hold', async () => {
    const whole = createTestExplore();
    const explore = {
      ...whole,
      search: async () => ({
        hits: [],
        hasMore: false,
        corrected: null,
        hiddenDeprecated: 0,
        index: { packages: 1, builtOn: '2026-11-01', isStarter: true },
        service: null,
      }),
    };
    const test = await createTestApp({ explore });
    expect(await test.text('/search?q=ship')).toMatch(
      /Exactly this name: <a class="package-name" href="\/pkg:ship">/,
    );
    // Not with every letter.
    expect(await test.text('/search/suggest?q=ship')).not.toContain('href="/pkg:ship"');
  });

  it('says that nothing was found and what can be done', async () => {
    const html = await (await createTestApp()).text(`/search?${new URLSearchParams({ q: '<b>zzz' })}`);
    expect(html).toContain('Nothing found for <q>&lt;b&gt;zzz</q>');
    expect(html).not.toContain('<b>zzz');
  });

  it.each([
    [true, 'The local index holds the most downloaded packages.'],
    [false, 'The local index holds the packages of the list that it was built from.'],
  ])(
    'says which packages were searched, where the list is the one that ships: %s',
    async (isStarter, text) => {
      const whole = createTestExplore();
      const explore: Explore = {
        ...whole,
        search: async (asked) => {
          const found = await whole.search(asked);
          return { ...found, index: { ...found.index, isStarter } };
        },
      };
      const test = await createTestApp({ explore });
      expect(await test.text('/search?q=zzz')).toContain(text);
    },
  );

  it('pages by links that keep the question', async () => {
    const whole = createTestExplore();
    const explore = {
      ...whole,
      search: (asked: string | SearchQuery, options = {}) => whole.search(asked, { ...options, limit: 2 }),
    };
    const test = await createTestApp({ explore });
    expect(await test.text('/search?q=ship')).toContain('<a rel="next" href="/search?q=ship&amp;from=20">');
    expect(await test.text('/search?q=ship&from=20')).toContain('<a rel="prev" href="/search?q=ship">');
    expect((await test.get('/search?q=ship&from=-1')).status).toBe(400);
    expect((await test.get('/search?q=ship&from=1001')).status).toBe(400);
  });
});

describe('filters', () => {
  const asked = (search: string) => `/search?${search}`;

  it('of the form become operators in the box: one address for one search', async () => {
    const test = await createTestApp();
    const answer = await test.get(asked('q=ship&types=included&license=mit&sort=downloads&scope='));
    expect(answer.status).toBe(303);
    const to = new URL(answer.headers.get('location') ?? '', 'http://test');
    expect(to.searchParams.get('q')).toBe('ship types:included license:mit sort:downloads');
  });

  it('of the form are not lost, whatever signs are in them', async () => {
    const test = await createTestApp();
    for (const license of ['/mit', ':mit', '\\mit', '"mit', 'a "b" c']) {
      const answer = await test.get(asked(`${new URLSearchParams({ q: 'ship', license })}`));
      expect(answer.status).toBe(303);
      const html = await test.text(answer.headers.get('location') ?? '');
      expect(html).toContain(`license: ${license.replaceAll('"', '&quot;')} <span`);
    }
  });

  it('of the form are not cut off by a long text', async () => {
    const test = await createTestApp();
    const q = 'ship '.repeat(39).trim();
    const answer = await test.get(asked(`${new URLSearchParams({ q, license: 'mit', sort: 'downloads' })}`));
    expect(answer.status).toBe(200);
    const html = await answer.text();
    expect(html).toContain('license: mit <span');
    // Each link is the same search but for what it takes off.
    const href = /<a class="chip" href="([^"]*)">sort/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const without = await test.get(href);
    expect(without.status).toBe(200);
    expect(await without.text()).toContain('license: mit <span');
  });

  it('stay out of a box that has no room for them, so that sending it again searches the same text', async () => {
    const test = await createTestApp();
    const q = 'ship '.repeat(39).trim();
    const boxOf = (html: string) => /<input id="q"[^>]* value="([^"]*)"/.exec(html)?.[1];
    const html = await test.text(asked(`${new URLSearchParams({ q, license: 'mit', sort: 'downloads' })}`));
    expect(boxOf(html)).toBe(q);
    expect(html).toMatch(/name="license"[^>]*value="mit"/);
    expect(boxOf(await test.text(asked(`${new URLSearchParams({ q: boxOf(html) ?? '' })}`)))).toBe(q);
  });

  it('without a text are searched, also where the box has no room for them', async () => {
    const params = new URLSearchParams({ q: '', license: 'l'.repeat(150), keyword: 'k'.repeat(60) });
    const answer = await (await createTestApp()).get(asked(`${params}`));
    expect(answer.status).toBe(200);
    const html = await answer.text();
    expect(html).toMatch(/<input id="q"[^>]* value=""/);
    expect(html).toContain(`keyword: ${'k'.repeat(60)} <span`);
  });

  it('are shown in the form, and each is a way to take it off', async () => {
    const html = await (await createTestApp()).text(asked('q=ship+types:yes+license:mit'));
    expect(html).toMatch(/<option value="included" selected/);
    expect(html).toMatch(/name="license"[^>]*value="mit"/);
    expect(html).toMatch(/<input type="hidden" name="q" value="ship"/);
    expect(html).toContain('<a class="chip" href="/search?q=ship+license%3Amit">types: included');
  });

  it('that cannot be followed are said, with what may be meant', async () => {
    const html = await (await createTestApp()).text(asked('q=ship+license:+tyeps:yes+downloads:<b>'));
    expect(html).toContain('“license:” has no value.'.replaceAll(/[“”]/g, '&quot;'));
    expect(html).toContain('href="/search?q=ship+license%3A+types%3Ayes');
    expect(html).toContain('&lt;b&gt;');
    expect(html).not.toContain('<b>&quot;');
  });

  it('of the form that cannot be followed are said too', async () => {
    const answer = await (await createTestApp()).get(asked('q=ship&downloads=many'));
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('cannot be &quot;many&quot;');
  });

  it('without an answer are told, package by package and in sum', async () => {
    const test = await createTestApp({ explore: await withHits({ isUnknown: ['types'] }) });
    const html = await test.text(asked('q=ship+types:yes'));
    expect(html).toMatch(/Types not known for (\d+) of \1/);
    expect(html).toContain('<span class="tag">may not fit</span>');
  });
});

it('says of a sort by trend how many packages have none that is known', async () => {
  const test = await createTestApp({ explore: await withHits({ name: 'never-counted' }) });
  expect(await test.text('/search?q=ship+sort:trend')).toMatch(/Trend not known for (\d+) of \1/);
  expect(await test.text('/search?q=ship+sort:downloads')).not.toContain('Trend not known');
});

describe('what was done that nobody asked for', () => {
  it('is said: a corrected spelling with its undoing, and hidden packages with the way to them', async () => {
    const answer = { corrected: { from: 'shipp', to: 'ship' }, hiddenDeprecated: 3 };
    const test = await createTestApp({ explore: await withHits({}, answer) });
    const html = await test.text('/search?q=shipp');
    expect(html).toContain('href="/search?q=shipp&amp;verbatim=1"');
    expect(html).toContain('href="/search?q=ship"');
    expect(html).toContain('3 deprecated packages are hidden');
    expect(html).toContain('href="/search?q=shipp+deprecated%3Ashow"');
  });

  it('asks for the spelling as it is where that was chosen', async () => {
    const asked: boolean[] = [];
    const whole = createTestExplore();
    const explore: typeof whole = {
      ...whole,
      search: (query, options) => {
        if (typeof query !== 'string') asked.push(query.isVerbatim);
        return whole.search(query, options);
      },
    };
    const html = await (await createTestApp({ explore })).text('/search?q=ship&verbatim=1');
    expect(asked).toEqual([true]);
    expect(html).toContain('Spelling is taken as it is.');
  });
});

describe('why a package stands where it does', () => {
  it('is told in words and figures below each, with the way to the ranking', async () => {
    const why = [{ kind: 'downloads', points: 17, figure: 1_000_000 }] as const;
    const test = await createTestApp({ explore: await withHits({ why }) });
    const html = await test.text('/search?q=ship');
    expect(html).toMatch(/<summary>Why here\?/);
    expect(html).toMatch(/\+17\.0<\/span> 1\s?M downloads in 30 days/);
    expect(html).toContain('17.0 points in all.');
    expect(html).toContain('<a href="/search/ranking">');
  });

  it('has a page, with every operator', async () => {
    const html = await (await createTestApp()).text('/search/ranking');
    for (const name of OPERATOR_NAMES) expect(html).toContain(`<code>${name}:</code>`);
  });
});

describe('suggestions', () => {
  it('are options of a listbox: packages, scopes, users, each a link', async () => {
    const test = await createTestApp();
    const part = await test.text('/search/suggest?q=old');
    expect(part).toMatch(
      /role="group" aria-label="Packages".*<a role="option" id="option-package-0" href="\/pkg:old-ship"/s,
    );
    expect(part).not.toContain('<html');
    expect(await test.text('/search/suggest?q=ships')).toContain('href="/search?q=scope%3Aships"');
    expect(await test.text('/search/suggest?q=ad')).toContain('href="/@ada"');
    expect(await test.text('/search/suggest?q=')).toBe('');
    const groups = async (typed: string) =>
      [...(await test.text(`/search/suggest?q=${typed}`)).matchAll(/role="group" aria-label="([^"]+)"/g)].map(
        ([, label]) => label,
      );
    expect(await groups('ships')).toEqual(['Packages', 'Scopes']);
    expect(await groups('@ships')).toEqual(['Go to', 'Scopes', 'Packages']);
  });

  it('lead where the box would lead, for what has a page of its own', async () => {
    const test = await createTestApp();
    expect(await test.text('/search/suggest?q=pkg:ship@2.0.0')).toContain('href="/pkg:ship@2.0.0"');
    expect(await test.text('/search/suggest?q=@ada')).toContain('href="/@ada"');
  });
});

describe('the search of browsers', () => {
  it('is described with the addresses of whoever asks, and named on every page', async () => {
    const test = await createTestApp();
    const answer = await test.get('/opensearch.xml');
    expect(answer.headers.get('content-type')).toMatch(/^application\/opensearchdescription\+xml/);
    const { origin } = new URL(answer.url === '' ? 'http://localhost' : answer.url);
    expect(await answer.text()).toContain(`template="${origin}/search?q={searchTerms}"`);
    expect(await test.text('/popular')).toContain('<link rel="search" href="/opensearch.xml"');
  });

  it('is suggested names in the four lists of the format', async () => {
    const answer = await (await createTestApp()).get('/opensearch/suggest?q=old');
    expect(answer.headers.get('content-type')).toMatch(/^application\/x-suggestions\+json/);
    const [typed, names, descriptions, addresses] = await answer.json();
    expect([typed, names[0]]).toEqual(['old', 'old-ship']);
    expect([descriptions.length, addresses.length]).toEqual([names.length, names.length]);
    expect(addresses[0]).toMatch(/^http.*\/pkg:old-ship$/);
  });
});

describe('every page', () => {
  it('has the search field, the help with the keys, and its button', async () => {
    const test = await createTestApp();
    for (const path of ['/dashboards', '/metrics', '/pkg:ship', '/nowhere']) {
      const html = await test.text(path);
      expect(html.match(/<input[^>]*name="q"/g), path).toHaveLength(1);
      expect(html).toMatch(/<button type="button" popovertarget="keys">/);
      expect(html).toMatch(/<div class="keys" id="keys" popover="auto"/);
    }
  });
});
