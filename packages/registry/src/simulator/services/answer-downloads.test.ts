import { describe, expect, it } from 'vitest';
import { ask, useSimulator } from '../test-client.ts';

const npm = useSimulator();
const read = (path: string) => ask(`${npm().downloadsUrl}${path}`);
const refusal = async (path: string) => {
  const { status, json } = await read(path);
  return [status, json];
};

describe('the downloads service', () => {
  it('tells in a range what is true, holes aside', async () => {
    const { json } = await read('/downloads/range/2026-07-01:2026-11-21/tidewire');
    expect(json).toMatchObject({ package: 'tidewire', start: '2026-07-01', end: '2026-11-21' });
    expect(json.downloads).toHaveLength(144);
    const { truth } = npm();
    for (const { day, downloads } of json.downloads) {
      expect([day, downloads]).toEqual([day, truth.isHole(day) ? 0 : truth.downloads('tidewire', day)]);
    }
  });

  it('has two hole days for everybody in the last sixty', async () => {
    const { json } = await read('/downloads/range/2026-09-23:2026-11-21');
    const zeros = json.downloads.filter((each: { downloads: number }) => each.downloads === 0);
    expect(zeros).toHaveLength(2);
    expect(zeros.every((each: { day: string }) => npm().truth.isHole(each.day))).toBe(true);
    expect(['2022-07-21', '2022-07-22', '2022-07-23'].map(npm().truth.isHole)).toEqual([true, true, false]);
  });

  it('counts holes in points, so that the two differ', async () => {
    const range = (await read('/downloads/range/2026-09-23:2026-11-21/tidewire')).json.downloads;
    const sum = range.reduce((total: number, each: { downloads: number }) => total + each.downloads, 0);
    const point = (await read('/downloads/point/2026-09-23:2026-11-21/tidewire')).json;
    const holes = range.filter((each: { day: string }) => npm().truth.isHole(each.day));
    const lost = holes.reduce(
      (total: number, { day }: { day: string }) => total + npm().truth.downloads('tidewire', day),
      0,
    );
    expect(lost).toBeGreaterThan(0);
    expect(point.downloads).toBe(sum + lost);
  });

  it('ends named periods with the newest day that has counts', async () => {
    const spans = Object.entries({
      'last-day': '2026-11-21',
      'last-week': '2026-11-15',
      'last-month': '2026-10-23',
    });
    for (const [period, start] of spans) {
      expect((await read(`/downloads/point/${period}/tidewire`)).json).toMatchObject({
        start,
        end: '2026-11-21',
      });
    }
  });

  it('has 0 for days that are not counted yet, and forgets days to come', async () => {
    const { json } = await read('/downloads/range/2026-11-21:2026-12-24/tidewire');
    expect(json.end).toBe('2026-11-22');
    expect(json.downloads.map((each: { downloads: number }) => each.downloads > 0)).toEqual([true, false]);
  });

  it('shortens long ranges of one package at their start, without a word', async () => {
    const { json } = await read('/downloads/range/2015-01-01:2017-11-15/oldbrook');
    expect(json).toMatchObject({ start: '2016-05-15', end: '2017-11-15' });
    expect((await read('/downloads/point/2015-01-01:2017-11-15')).json.start).toBe('2016-05-15');
  });

  it('has nothing before 2015-01-10', async () => {
    expect((await read('/downloads/range/2014-12-01:2015-02-01/oldbrook')).json.start).toBe('2015-01-10');
    expect((await read('/downloads/range/2014-12-01:2014-12-31/oldbrook')).status).toBe(400);
  });

  it('answers several names with a map, null for unknown ones, and loses the map with one', async () => {
    const { json } = await read('/downloads/point/last-week/tidewire,no-such-package,oldbrook');
    expect(Object.keys(json)).toEqual(['tidewire', 'no-such-package', 'oldbrook']);
    expect(json['no-such-package']).toBeNull();
    expect(json.oldbrook.package).toBe('oldbrook');
    expect((await read('/downloads/point/last-week/tidewire')).json.package).toBe('tidewire');
    expect(Object.keys((await read('/downloads/point/last-week/,tidewire')).json)).toEqual(['tidewire']);
  });

  it('takes 128 names, no scopes and 365 days at once', async () => {
    const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`).join(',');
    expect((await read(`/downloads/point/last-week/${names(128)}`)).status).toBe(200);
    expect((await read(`/downloads/point/last-week/${names(129)}`)).status).toBe(400);
    expect((await read('/downloads/point/last-week/tidewire,@lumenkit/core')).status).toBe(400);
    expect((await read('/downloads/range/2025-01-01:2025-12-31/tidewire,oldbrook')).status).toBe(200);
    expect((await read('/downloads/range/2025-01-01:2026-01-01/tidewire,oldbrook')).status).toBe(400);
    expect((await read(`/downloads/point/last-week/${'n'.repeat(9_000)}`)).status).toBe(400);
  });

  it('knows one scoped package, encoded or not', async () => {
    expect((await read('/downloads/point/last-week/@lumenkit/core')).json.package).toBe('@lumenkit/core');
    expect((await read('/downloads/point/last-week/@lumenkit%2fcore')).json.package).toBe('@lumenkit/core');
  });

  it('takes names of dots for the whole registry', async () => {
    const whole = (await read('/downloads/point/last-day')).json;
    expect(whole.downloads).toBe(npm().truth.registryTotal('2026-11-21'));
    for (const name of ['@chee%2f..', '@chee/..', '.', 'tidewire%2f..']) {
      expect((await read(`/downloads/point/last-day/${name}`)).json).toEqual(whole);
    }
  });

  it('refuses what is no period, and unknown packages', async () => {
    expect(await refusal('/downloads/point/last-day/no-such-package')).toEqual([
      404,
      { error: 'package no-such-package not found' },
    ]);
    expect((await refusal('/downloads/point/yesterday/tidewire'))[0]).toBe(400);
    expect((await refusal('/downloads/point/2026-02-30/tidewire'))[0]).toBe(400);
    expect((await refusal('/downloads/point/2026-11-02:2026-11-01/tidewire'))[0]).toBe(400);
    expect((await refusal('/downloads/constructor/last-day/tidewire'))[0]).toBe(404);
  });

  it('tells a week by version, which adds up to the truth', async () => {
    const { json } = await read('/versions/@lumenkit%2fcore/last-week');
    const days = ['15', '16', '17', '18', '19', '20', '21'].map((day) => `2026-11-${day}`);
    const sum = days.reduce((total, day) => total + npm().truth.downloads('@lumenkit/core', day), 0);
    const counts: number[] = Object.values(json.downloads);
    expect(json.package).toBe('@lumenkit/core');
    expect(counts.reduce((total, count) => total + count, 0)).toBe(sum);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });
});

describe('the true counts', () => {
  it('dip at weekends, jump with a great release, and never fall below what machines fetch', () => {
    const { truth } = npm();
    const of = (day: string) => truth.downloads('tidewire', day);
    expect(of('2026-11-15')).toBeLessThan(of('2026-11-17') / 2);
    // 5.0.0 came on the 8th of September, a Tuesday.
    expect(of('2026-09-09')).toBeGreaterThan(of('2026-09-02') * 1.3);
    expect(truth.floorPerDay('tidewire')).toBeGreaterThan(500);
    expect(truth.floorPerDay('tidewire')).toBeLessThan(of('2026-11-15'));
    expect(truth.downloads('tidewire-legacy', '2026-11-18')).toBeLessThan(
      truth.downloads('tidewire-legacy', '2022-03-02') / 4,
    );
    expect(truth.downloads('tidewire', '2019-03-10')).toBe(0);
  });
});
