import { describe, expect, it } from 'vitest';
import { createTestApp, type TestAppOptions } from '../../test-app.ts';
import { createTestDownloads, createTestExplore } from '../test-explore.ts';
import { testDownloads } from '../test-npm-source.ts';

const PARTS = ['', '?tab=versions', '?tab=dependencies', '?tab=advisories', '?range=1y', '?range=all'];
const NAMES = [
  'ship',
  '@ships/hull',
  'old-ship',
  'bare-ship',
  'evil-ship',
  'stale-ship',
  'seized-ship',
  'fleet',
];

async function page(path: string, options: TestAppOptions = {}) {
  const test = await createTestApp(options);
  const answer = await test.get(path);
  return {
    status: answer.status,
    headers: answer.headers,
    html: await answer.text(),
    errors: test.errors,
    test,
  };
}

describe('the page of a package', () => {
  it.each(NAMES)(
    'stands for %s in all its parts, with nothing inline and nothing of the package run',
    async (name) => {
      const test = await createTestApp();
      for (const part of PARTS) {
        const answer = await test.get(`/pkg:${name}${part}`);
        const html = await answer.text();
        expect(test.errors, part).toEqual([]);
        expect(answer.status, part).toBe(200);
        // The readme may bring one of its own.
        expect(html.match(/<h1[ >]/g)?.length, part).toBeGreaterThan(0);
        expect(html, part).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\bsrc=)/i);
        expect(html, part).not.toMatch(/\u202e|NaN|\[object|undefined/);
        const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
        expect(
          ids.filter((id, index) => ids.indexOf(id) !== index),
          part,
        ).toEqual([]);
      }
    },
  );

  it('shows the one number of the search results too, with the day that it reaches to', async () => {
    const month = Array.from({ length: 30 }, (_, index) => testDownloads('ship', index + 1) ?? 0);
    const total = month.reduce((sum, day) => sum + day, 0);
    const { html, test } = await page('/pkg:ship');
    expect(html).toContain(`<data value="${total}"`);
    expect(await test.text('/search?q=ship')).toContain(`<data value="${total}"`);
    expect(html).toContain('30 days to 21 Nov, 3 of them unknown');
  });

  it('tells the same change as lists do: of four weeks', async () => {
    const { html } = await page('/pkg:ship');
    expect(html).toMatch(/<span class="(better|worse)">[+−][\d.]+%<\/span> in 28 days, on the 28 before/);
  });

  it('takes the time of a release from that version, and its facts', async () => {
    const { html } = await page('/pkg:ship');
    expect(html).toContain('datetime="2026-11-19T08:00:00.000Z"');
    for (const fact of ['MIT', 'ESM + CommonJS', 'types included', '3 dependencies', 'provenance ✓']) {
      expect(html).toContain(fact);
    }
    for (const command of ['npm i ship', 'pnpm add ship', 'yarn add ship', 'bun add ship']) {
      expect(html).toContain(`${command}</code>`);
    }
  });

  it('breaks the line where npm has no data, says so, and marks releases', async () => {
    const { html } = await page('/pkg:ship');
    expect(html).toContain('>no data at npm</text>');
    expect(html).toMatch(/class="tick mark-label[^"]*"[^>]*>2\.0<\/text>/);
    expect(html).toContain('marked: ');
  });

  it.each([
    ['1m', 'daily'],
    ['4m', 'daily'],
    ['1y', 'weekly'],
    ['3y', 'weekly'],
    ['all', 'weekly'],
  ])('draws %s in %s buckets', async (range, every) => {
    const { html } = await page(`/pkg:ship?range=${range}`);
    expect(html).toMatch(new RegExp(`aria-label="Downloads of ship a \\w+, ${every},`));
  });

  it('marks a week that is not over, and one with lost days, as its CSV does', async () => {
    const { html } = await page('/pkg:ship?range=1y');
    expect(html).toMatch(
      /<th scope="row">week of 16 Nov 2026<\/th><td class="partial">partial<\/td><td>3,540,588</,
    );
    expect(html).toMatch(
      /<th scope="row">week of 9 Nov 2026<\/th><td class="incomplete">incomplete, 3 days unknown<\/td><td>1,714,350</,
    );
    const [, href = ''] = /href="([^"]*downloads\.csv[^"]*)"/.exec(html) ?? [];
    const csv = (await page(href.replaceAll('&amp;', '&'))).html;
    expect(csv.split('\r\n', 1)).toEqual([
      'bucket,state,npm_downloads,unit,unknown_buckets,incomplete_buckets',
    ]);
    expect(csv).toContain('\r\n2026-11-09,incomplete,1714350,downloads,3,0\r\n');
    expect(csv).toContain('\r\n2026-11-16,partial,3540588,downloads,0,0\r\n');
  });

  it('says of an old version that downloads are of the whole package', async () => {
    const { html, status } = await page('/pkg:ship@2.0.0');
    expect(status).toBe(200);
    expect(html).toContain('You look at 2.0.0; the latest is 2.1.0');
    expect(html).toContain('npm counts no history by version');
    expect(html).toContain('npm i ship@2.0.0</code>');
    expect(html).toContain('value="pkg:ship@2.0.0"');
  });

  it('opens a tag', async () => {
    const { html } = await page('/pkg:ship@next');
    expect(html).toContain('<b>3.0.0-beta.1</b>');
    expect(html).toContain('npm i ship@next</code>');
  });

  it.each([
    ['/package/ship', '/pkg:ship'],
    ['/package/ship/v/2.0.0', '/pkg:ship@2.0.0'],
    ['/package/@ships/hull?tab=versions', '/pkg:@ships/hull?tab=versions'],
    ['/pkg:@ships%2Fhull', '/pkg:@ships/hull'],
    ['/pkg:%40ships%2fhull@1.2.0', '/pkg:@ships/hull@1.2.0'],
  ])('%s leads to %s', async (path, to) => {
    const { status, headers } = await page(path);
    expect(status).toBe(301);
    expect(headers.get('location')).toBe(to);
  });

  it('estimates what machines fetch, and says how', async () => {
    const { html } = await page('/pkg:fleet');
    expect(html).toContain('Automated floor');
    expect(html).toMatch(/<summary>estimate<\/summary><p class="soft">An estimate: /);
  });

  it('offers to follow it and to come back', async () => {
    const { html } = await page('/pkg:ship?tab=versions');
    expect(html).toMatch(
      /action="\/follow".*name="kind" value="package".*name="name" value="ship".*name="back" value="\/pkg:ship"/,
    );
  });
});

describe('the parts', () => {
  it('list versions with tags, days and downloads; prereleases when asked for', async () => {
    const { html, test } = await page('/pkg:fleet?tab=versions');
    expect(html).toContain('>3.129.0</a> <span class="tag">latest</span>');
    expect(html).not.toContain('4.0.0-rc.1');
    expect(html).toContain('Show 31 more, prereleases among them');
    expect(html).toContain('>80,001</td>');
    const all = await test.text('/pkg:fleet?tab=versions&all=1');
    expect(all).toContain('4.0.0-rc.1');
    expect(all).toContain('>3.0.0</a>');
  });

  it('have no count of a version that is younger than the snapshot', async () => {
    const { html } = await page('/pkg:ship?tab=versions&all=1');
    const cell = (version: string) =>
      new RegExp(`>${version.replaceAll('.', '\\.')}</a>.*?<td[^>]*>.*?</td><td[^>]*>(.*?)</td>`).exec(
        html,
      )?.[1];
    expect(cell('2.2.0-beta.0')).toBe('<span class="soft">–</span>');
    expect(cell('2.1.0')).toMatch(/^900,00\d$/);
    expect(cell('1.0.0')).toBe('0');
  });

  it('tell of each dependency what is installed and what is wrong with it', async () => {
    const { html } = await page('/pkg:ship?tab=dependencies');
    expect(html).toMatch(
      />@ships\/hull<\/a>.*?<span class="mono">1\.2\.0<\/span>.*?<span class="better">latest<\/span>/,
    );
    expect(html).toMatch(/>old-ship<\/a>.*?no version fits.*?latest is 0\.4\.0/);
    expect(html).toContain('not from the registry');
    expect(html).toContain('1, not installed with it');
  });

  it('tell open advisories from those of other versions', async () => {
    const latest = await page('/pkg:ship?tab=advisories');
    expect(latest.html).toMatch(/Open in 2\.1\.0<\/h2><p class="soft">None\./);
    expect(latest.html).toContain('Advisories<span> 2 fixed</span>');
    const old = await page('/pkg:ship@1.0.0?tab=advisories');
    expect(old.html).toContain('Advisories<span> 2 open</span>');
    expect(old.html).toContain('This version has 2 open advisories');
  });

  it('show the readme with its contents', async () => {
    const { html } = await page('/pkg:ship');
    expect(html).toContain('<article class="readme"><h1 id="readme-ship">');
    expect(html).toContain('<a href="#readme-how-it-floats">How it floats</a>');
  });

  it.each([
    ['/pkg:bare-ship', 'No readme'],
    ['/pkg:evil-ship', 'The readme cannot be shown'],
    ['/pkg:stale-ship', 'The readme is being read'],
  ])('say of %s: %s', async (path, words) => {
    expect((await page(path)).html).toContain(words);
  });

  it('load images of other hosts only for who asked for them', async () => {
    const { html, headers, test } = await page('/pkg:ship');
    expect(html).toContain('2 images from other hosts shown as links.');
    expect(headers.get('content-security-policy')).toContain("img-src 'self' data:");
    const chosen = await test.app.request('/preferences', {
      method: 'POST',
      headers: { origin: 'http://localhost', 'content-type': 'application/x-www-form-urlencoded' },
      body: 'images=on&back=%2Fpkg%3Aship',
    });
    expect(chosen.status).toBe(303);
    expect(chosen.headers.get('location')).toBe('/pkg:ship');
    const cookie = chosen.headers.get('set-cookie')?.split(';')[0] ?? '';
    const open = await test.get('/pkg:ship', { cookie });
    expect(open.headers.get('content-security-policy')).toContain("img-src 'self' https: data:");
    expect(await open.text()).toContain('Hide images from other hosts');
    const other = await test.get('/dashboards', { cookie });
    expect(other.headers.get('content-security-policy')).not.toContain('https:');
  });
});

describe('trouble', () => {
  it('of an unpublished package is a 410 with what is known', async () => {
    const { status, html } = await page('/pkg:gone-ship');
    expect(status).toBe(410);
    expect(html).toContain('They were removed on 4 Mar 2026.');
  });

  it('of a placeholder is said', async () => {
    expect((await page('/pkg:seized-ship')).html).toContain(
      'npm took this package down for security reasons',
    );
  });

  it('of a deprecated package is said with its reason', async () => {
    expect((await page('/pkg:old-ship')).html).toMatch(/This package is deprecated<\/p><p>Use ship instead/);
  });

  it('of an old answer of the registry is said', async () => {
    expect((await page('/pkg:stale-ship')).html).toMatch(
      /The registry is not answering<\/p><p>Facts are as of 2 days ago/,
    );
  });

  it('at npm’s services is said one by one, and the rest stands', async () => {
    const failing = ['search', 'downloads', 'advisories', 'attestations', 'changes'] as const;
    const { status, html } = await page('/pkg:ship', {
      explore: createTestExplore({ failing }),
      downloads: createTestDownloads({ failing }),
    });
    expect(status).toBe(200);
    expect(html).toContain('npm’s downloads service is not answering.');
    expect(html).toContain('Counts are as of 21 Nov 2026.');
    expect(html).toContain('Advisories are unknown');
    expect(html).toContain('Provenance is attested, but cannot be read now');
    expect(html).toContain('<article class="readme">');
  });

  it('is no zero: a package that was never read has the number of the list and says where it is from', async () => {
    const downloads = createTestDownloads({ unread: ['ship'], reading: ['ship'] });
    const { html, headers } = await page('/pkg:ship', { downloads });
    expect(html).toContain('<data value="1000000"');
    expect(html).toContain('30 days, by a list of 1 Nov');
    expect(html).toContain('From the search index’s list of packages');
    expect(html).toContain('The days are being read from npm');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('refresh')).toBeNull();
  });

  it('says that older days are on their way, with a link to look again', async () => {
    const { html } = await page('/pkg:ship?range=1y', {
      downloads: createTestDownloads({ reading: ['ship'] }),
    });
    expect(html).toMatch(/Reading older days from npm.*?<a href="\/pkg:ship\?range=1y">Look again<\/a>/);
    // The year begins with days that are still to come; those that npm has lost are told as lost elsewhere.
    expect(html).toContain('>not read yet</text>');
    const recent = await page('/pkg:ship', { downloads: createTestDownloads({ reading: ['ship'] }) });
    expect(recent.html).toContain('>no data at npm</text>');
  });

  it.each([
    ['/pkg:ships', 404, 'There is no package'],
    ['/pkg:ship@9.9.9', 404, 'There is no version or tag'],
    ['/pkg:..%2f..%2fetc', 400, 'cannot be read'],
    ['/pkg:a%20b', 400, 'cannot be read'],
    ['/pkg:%E0%A4%A', 400, 'cannot be read'],
    ['/pkg:ship?tab=nothing', 400, 'There is no part'],
    ['/pkg:ship?range=5y', 400, 'There is no range'],
    ['/pkg:', 404, ''],
  ])('%s is %i', async (path, status, words) => {
    const found = await page(path);
    expect(found.status).toBe(status);
    expect(found.html).toContain(words);
    expect(found.errors).toEqual([]);
  });

  it('names what is near where there is no such package', async () => {
    const { html } = await page('/pkg:hull');
    expect(html).toMatch(/Did you mean.*<a class="package-name" href="\/pkg:@ships\/hull">/);
  });

  it('offers the latest where there is no such version', async () => {
    expect((await page('/pkg:ship@9.9.9')).html).toContain('<a href="/pkg:ship">The latest version</a>');
  });

  it('at the registry is a 502 for what was never read', async () => {
    const { status, html } = await page('/pkg:never-read', {
      explore: createTestExplore({ failing: ['registry'] }),
    });
    expect(status).toBe(502);
    expect(html).toContain('The registry is not answering.');
  });
});
