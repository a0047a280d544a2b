import { describe, expect, it } from 'vitest';
import { ask, useSimulator } from '../test-client.ts';

const npm = useSimulator();
const search = (query: string) => ask(`${npm().registryUrl}-/v1/search?${query}`);
const names = async (text: string, more = 'size=250') => {
  const { json } = await search(`text=${encodeURIComponent(text)}&${more}`);
  return json.objects.map((each: { package: { name: string } }) => each.package.name) as string[];
};

describe('search', () => {
  it('finds a name first, then what has the word, by popularity', async () => {
    const [first, ...others] = await names('tidewire');
    expect(first).toBe('tidewire');
    expect(others).toContain('tidewire-react');
    expect(others).not.toContain('glassrail');
  });

  it('has the documented shape, with constants for scores', async () => {
    const { json } = await search('text=tidewire&size=1');
    expect(Object.keys(json)).toEqual(['objects', 'total', 'time']);
    const [hit] = json.objects;
    expect(hit.score.detail).toEqual({ popularity: 1, quality: 1, maintenance: 1 });
    expect(hit.score.final).toBe(hit.searchScore);
    expect(hit.flags).toEqual({ insecure: 0 });
    expect(hit.package).toMatchObject({
      name: 'tidewire',
      version: '5.2.1',
      license: 'MIT',
      publisher: { username: 'mara' },
    });
    expect(hit.package.date).toBe(
      npm()
        .truth.releases('tidewire')
        .find((each) => each.version === '5.2.1')?.at,
    );
  });

  it('tells the sum of what ranges tell', async () => {
    const [hit] = (await search('text=tidewire&size=1')).json.objects;
    const range = (await ask(`${npm().downloadsUrl}/downloads/range/last-month/tidewire`)).json.downloads;
    const sum = range.reduce((total: number, each: { downloads: number }) => total + each.downloads, 0);
    expect(hit.downloads.monthly).toBe(sum);
  });

  it('gives pages of at most 250, and no more than 10,000 deep', async () => {
    const { json } = await search('text=keywords:cli&size=3');
    const all = await names('keywords:cli');
    expect(all).toHaveLength(json.total);
    expect(await names('keywords:cli', 'size=3&from=2')).toEqual(all.slice(2, 5));
    expect(await names('e', 'size=9999')).toHaveLength(250);
    expect((await search('text=e&from=10001')).status).toBe(400);
  });

  it('refuses a search for nothing', async () => {
    const { status, json } = await search('text=');
    expect([status, json.code]).toEqual([400, 'ERR_TEXT_MISSING']);
  });

  it('understands qualifiers', async () => {
    const ofMara = await names('maintainer:mara');
    expect(ofMara).toEqual(expect.arrayContaining(['tidewire', 'saltmarsh', '@mara/signals']));
    expect(ofMara).not.toContain('glassrail');
    expect((await names('scope:lumenkit')).every((name) => name.startsWith('@lumenkit/'))).toBe(true);
    const both = await names('keywords:router+typescript');
    expect(both).toContain('@lumenkit/router');
    expect(await names('keywords:router,-typescript')).not.toContain('@lumenkit/router');
  });

  it('leaves out what is private, unpublished or deleted', async () => {
    expect(await names('scope:quietharbor')).toEqual([]);
    expect(await names('edge-unpublished')).toEqual([]);
    expect(await names('edge-deleted')).toEqual([]);
  });
});
