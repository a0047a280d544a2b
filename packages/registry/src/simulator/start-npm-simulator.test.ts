import { describe, expect, it } from 'vitest';
import { startNpmSimulator } from './start-npm-simulator.ts';
import { ask, NOW, useSimulator } from './test-client.ts';

const npm = useSimulator();

async function sample(seed: number): Promise<string[]> {
  const simulator = await startNpmSimulator({ seed, now: NOW });
  const { registryUrl, downloadsUrl, changesUrl } = simulator;
  const urls = [
    `${registryUrl}tidewire`,
    `${registryUrl}${simulator.world.packages(simulator.now().getTime())[40]?.name}`,
    `${registryUrl}-/v1/search?text=router`,
    `${downloadsUrl}/downloads/range/last-month/tidewire`,
    `${downloadsUrl}/versions/tidewire/last-week`,
    `${changesUrl}/_changes?since=96000000&limit=50`,
  ];
  const texts = [];
  for (const url of urls) {
    const text = await (await fetch(url)).text();
    texts.push(text.replaceAll(registryUrl, 'registry:'));
  }
  await simulator.close();
  return texts;
}

describe('startNpmSimulator', () => {
  it('gives the same bytes for the same seed and clock, and others for another seed', async () => {
    const first = await sample(42);
    expect(await sample(42)).toEqual(first);
    const other = await sample(43);
    expect(other.filter((text, index) => text === first[index])).toEqual([]);
  });

  it('has some four hundred packages of twelve people, all of whose dependencies exist', () => {
    const { world, now } = npm();
    const packages = world.packages(now().getTime());
    const names = new Set(packages.map(({ name }) => name));
    expect(names.size).toBe(packages.length);
    expect(packages.length).toBeGreaterThan(400);
    const people = new Set(
      packages.flatMap(({ maintainers }) => maintainers).filter((name) => !/^promo/.test(name)),
    );
    expect(people.size).toBe(12);
    const missing = packages
      .flatMap(({ dependencies }) => dependencies)
      .filter(({ name }) => !names.has(name));
    expect(missing).toEqual([]);
  });

  it('tells the new counts from six o’clock on, and keeps the old ones', async () => {
    const own = await startNpmSimulator({ now: '2026-11-22T05:59:00Z' });
    try {
      const read = async () =>
        (await ask(`${own.downloadsUrl}/downloads/range/2026-11-20:2026-11-21/tidewire`)).json.downloads.map(
          (each: { downloads: number }) => each.downloads,
        );
      const [twentieth, hidden] = await read();
      expect([twentieth, hidden]).toEqual([own.truth.downloads('tidewire', '2026-11-20'), 0]);
      own.setNow('2026-11-22T06:00:00Z');
      expect(await read()).toEqual([twentieth, own.truth.downloads('tidewire', '2026-11-21')]);
    } finally {
      await own.close();
    }
  });

  it('gives the registry, downloads and changes addresses of their own', async () => {
    const { url, registryUrl, downloadsUrl, changesUrl } = npm();
    expect(registryUrl).toBe(`${url}/`);
    expect(new Set([url, downloadsUrl, changesUrl].map((each) => new URL(each).host)).size).toBe(3);
  });

  it('writes another address into packuments where it is told to', async () => {
    const own = await startNpmSimulator({ now: NOW, publicUrl: 'http://registry.example' });
    try {
      const { json } = await ask(`${own.registryUrl}glassrail/latest`);
      expect(json.dist.tarball).toMatch(/^http:\/\/registry\.example\/glassrail\/-\/glassrail-[\d.]+\.tgz$/);
    } finally {
      await own.close();
    }
  });

  it('rejects when a port is taken, and leaves nothing open', async () => {
    const port = Number(new URL(npm().url).port);
    await expect(startNpmSimulator({ port })).rejects.toThrow(/EADDRINUSE/);
  });

  it('is controlled by other programs', async () => {
    const own = await startNpmSimulator({ now: NOW });
    const control = (path: string, init?: RequestInit) => ask(`${own.url}/__sim${path}`, init);
    const post = (path: string, body: unknown) =>
      control(path, { method: 'POST', body: JSON.stringify(body) });
    try {
      expect((await control('/state')).json).toMatchObject({ seed: 42, newestDay: '2026-11-21', faults: {} });
      expect((await post('/clock', { advance: '1d' })).json.now).toBe('2026-11-23T10:00:00.000Z');
      expect((await post('/faults', { registry: { kind: 'status', status: 418 } })).status).toBe(200);
      expect((await ask(`${own.registryUrl}tidewire`)).status).toBe(418);
      expect((await post('/faults', { registry: null })).json.faults).toEqual({});
      expect((await control('/requests')).json.requests).toMatchObject([
        { service: 'registry', status: 418 },
      ]);
      const { days, floorPerDay } = (await control('/truth?package=tidewire&from=2026-11-01&to=2026-11-07'))
        .json;
      expect(days).toHaveLength(7);
      expect(days[0].downloads).toBe(own.truth.downloads('tidewire', '2026-11-01'));
      expect(floorPerDay).toBe(own.truth.floorPerDay('tidewire', '2026-11-07'));
      expect((await post('/faults', { postman: null })).status).toBe(400);
      expect((await post('/clock', { now: 'soon' })).status).toBe(400);
      expect((await control('/nothing')).status).toBe(404);
      expect((await control('/truth?package=nobody-has-this')).status).toBe(400);
    } finally {
      await own.close();
    }
  });
});
