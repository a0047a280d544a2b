import type { SearchQuery } from '@shipstats/registry';
import { describe, expect, it } from 'vitest';
import { createTestApp } from '../../test-app.ts';
import { createTestExplore } from '../test-explore.ts';

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
        index: { packages: 1, builtOn: '2026-11-01' },
        service: null,
      }),
    };
    const test = await createTestApp({ explore });
    expect(await test.text('/search?q=ship')).toMatch(
      /Exactly this name: <a class="package-name" href="\/pkg:ship">/,
    );
    // Not with every letter.
    expect(await test.text('/search/results?q=ship')).toContain('Nothing found');
  });

  it('says that nothing was found and what can be done', async () => {
    const html = await (await createTestApp()).text(`/search?${new URLSearchParams({ q: '<b>zzz' })}`);
    expect(html).toContain('Nothing found for <q>&lt;b&gt;zzz</q>');
    expect(html).not.toContain('<b>zzz');
  });

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

  it('gives the same results as a part of the page while one types', async () => {
    const test = await createTestApp();
    const part = await test.text('/search/results?q=old');
    expect(part).toMatch(/^<ol class="package-rows results"/);
    expect(part).not.toContain('<html');
    expect(await test.text('/search/results?q=')).toBe('');
    expect(await test.text('/search?q=old')).toContain(part.slice(0, part.indexOf('</ol>')));
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
