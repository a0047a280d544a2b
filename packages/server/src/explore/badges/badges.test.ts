import { describe, expect, it } from 'vitest';
import { createPeopleApp } from '../test-people.ts';

const title = (svg: string) => /<title id="title">(.*?)<\/title>/.exec(svg)?.[1];

describe('badges', () => {
  it.each([
    ['/badge/version/ship.svg', 'npm: v2.0.0'],
    ['/badge/version/rotten.svg', 'npm: v2.0.0 deprecated'],
    ['/badge/downloads/ship.svg', 'downloads: 1.18 M / 30 days'],
    ['/badge/licence/ship.svg', 'licence: MIT'],
    ['/badge/license/rope.svg', 'licence: unknown'],
    ['/badge/size/ship.svg', 'unpacked size: 12.3 kB'],
    ['/badge/size/@harbour/crane.svg', 'unpacked size: unknown'],
    ['/badge/types/ship.svg', 'types: included'],
    ['/badge/types/%40harbour%2Fcrane.svg', 'types: none'],
    ['/badge/downloads/quiet.svg', 'downloads: unknown'],
  ])('%s says "%s"', async (path, text) => {
    const answer = await (await createPeopleApp()).get(path);
    expect(answer.status).toBe(200);
    // Narrow spaces of numbers are plain ones in a badge.
    expect(title(await answer.text())?.replaceAll('\u202f', ' ')).toBe(text);
  });

  it('may be kept and shown by others, and may do nothing', async () => {
    const test = await createPeopleApp();
    const answer = await test.get('/badge/version/ship.svg?theme=dark');
    expect(answer.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=3600');
    expect(answer.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    );
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const etag = answer.headers.get('etag') ?? '';
    expect((await test.get('/badge/version/ship.svg?theme=dark', { 'if-none-match': etag })).status).toBe(
      304,
    );
  });

  it('are asked for again soon where they know nothing, and tell a name that nobody has', async () => {
    const test = await createPeopleApp();
    test.world.silent.add('registry');
    const silent = await test.get('/badge/version/ship.svg');
    expect([silent.status, title(await silent.text())]).toEqual([200, 'npm: unknown']);
    expect(silent.headers.get('cache-control')).toBe('public, max-age=60');
    test.world.silent.clear();
    const missing = await test.get('/badge/downloads/nowhere.svg');
    expect([missing.status, title(await missing.text())]).toEqual([404, 'downloads: not found']);
  });

  it('say what is wrong with the address', async () => {
    const test = await createPeopleApp();
    expect((await test.get('/badge/speed/ship.svg')).status).toBe(404);
    expect((await test.get('/badge/version/ship.png')).status).toBe(404);
    expect((await test.get('/badge/version/.svg')).status).toBe(404);
    expect((await test.get('/badge/version/ship.svg?theme=pink')).status).toBe(400);
    expect((await test.get('/badge/version/a%20b.svg')).status).toBe(400);
  });
});

describe('the chart to embed', () => {
  it('has the number and its stamp inside, and the plot beside its gutter', async () => {
    const answer = await (await createPeopleApp()).get('/embed/downloads/ship.svg?range=1m&theme=light');
    const svg = await answer.text();
    expect(answer.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
    expect(title(svg)).toBe('Downloads of ship');
    expect(svg).toMatch(/1\.18\u202fM downloads/);
    expect(svg).toMatch(/npm downloads · 1 h ago · through yesterday/);
    expect(svg).toMatch(/<svg class="chart-plot" x="\d+" width="\d+"/);
    expect(svg).not.toContain('<script');
  });

  it('is asked for again soon only while more is to come, not for days that are lost', async () => {
    const test = await createPeopleApp();
    const kept = async (path: string) => (await test.get(path)).headers.get('cache-control');
    // Of these 18 months the store has 200 days.
    const withHoles = '/embed/downloads/ship.svg?range=18m';
    expect(await test.text(withHoles)).toContain('days unknown');
    expect(await kept(withHoles)).toBe('public, max-age=3600');
    test.world.reading.add('rope');
    expect(await kept('/embed/downloads/rope.svg?range=18m')).toBe('public, max-age=60');
    expect(await kept('/embed/downloads/quiet.svg')).toBe('public, max-age=60');
  });

  it('is a picture that says so, with 404, for a name that nobody has', async () => {
    const test = await createPeopleApp();
    const answer = await test.get('/embed/downloads/nowhere.svg');
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=60');
    expect(title(await answer.text())).toBe('downloads: not found');
    expect((await test.get('/embed/downloads/a%20b.svg')).status).toBe(400);
  });

  it('stands for a package of which counts are known while the registry is silent', async () => {
    const test = await createPeopleApp();
    test.world.silent.add('registry');
    expect(title(await test.text('/embed/downloads/ship.svg'))).toBe('Downloads of ship');
  });
});
