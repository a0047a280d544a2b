import { DAY } from '@shipstats/core';
import { describe, expect, it } from 'vitest';
import { createTestApp } from '../test-app.ts';

const METRIC = '/metrics/openai_completions_input_tokens';
const API = '/api/v1/metrics/openai_completions_input_tokens';

/** The texts of a list of choices, by the field's name. */
function choicesOf(html: string, name: string): string[] {
  const [, select = ''] = new RegExp(`<select[^>]*name="${name}"[^>]*>(.*?)</select>`, 's').exec(html) ?? [];
  return [...select.matchAll(/<option[^>]*>([^<]*)</g)].map(([, text = '']) => text);
}

describe('a metric that is stored by the hour, too', () => {
  it('is drawn by the hour where the address says so, and names each hour in its table', async () => {
    const { text } = await createTestApp({ hasHours: true });
    const html = await text(`${METRIC}?window=yesterday&bucket=hour`);
    expect(choicesOf(html, 'bucket')).toEqual(['hour', 'day', 'week', 'month']);
    expect(html).toContain('<th scope="col">Hour</th>');
    expect(html).toContain('Sat 21 Nov, 14:00 UTC');
    // 24 hours from the 25th stored on: 124 to 147 tokens.
    expect(html).toContain('3,252');
    expect(html).toContain('through <time datetime="2026-11-21T23:00:00Z">yesterday 23:00 UTC</time>');
    expect(html).toContain('OpenAI completions by hour');
    expect(html).toContain('Average hour');
  });

  it('is drawn by the hour over a window of hours, holes and the hour at work told as such', async () => {
    const { text } = await createTestApp({ hasHours: true });
    const html = await text(`${METRIC}?window=24h`);
    expect(html).toContain('<th scope="col">Hour</th>');
    expect(html).toContain('1 hour unknown');
    expect(html).toContain('through <time datetime="2026-11-22T10:00:00Z">10:00 UTC</time>, partial');
    expect(html).toContain('>now</text>');
    expect(html).toContain('21 Nov 11:00 – 22 Nov 2026 11:00 UTC');
    expect(html).toContain('>24 h</a>');
    // An hour of this window was never read.
    expect(html).toContain('no comparison with the 24 hours before: not all of this is known');
  });

  it('leaves out the hours that may still change, and says so in hours', async () => {
    const { text } = await createTestApp({ hasHours: true });
    expect(await text(`${METRIC}?window=24h&complete=1`)).toMatch(
      /Final hours only: \d+ hours from 2\d Nov 2026 \d\d:00 UTC on are left out/,
    );
    const { window, buckets } = JSON.parse(await text(`/api/v1${METRIC}?window=24h&complete=1`)).leftOut;
    expect((Date.parse(window.end) - Date.parse(window.start)) / 3_600_000).toBe(buckets);
  });

  it('has days on the axis of many hours, and counts in hours what is not known before', async () => {
    const { text } = await createTestApp({ hasHours: true });
    const html = await text(`${METRIC}?window=2d&bucket=hour`);
    expect(html).toContain('no comparison: 24 hours of the 2 days before are not wholly known');
    const week = await text(`${METRIC}?window=7d&bucket=hour`);
    expect(week).toMatch(/>21 Nov<\/text>/);
    expect(week).toMatch(/>20 Nov<\/text>/);
    expect(week).not.toContain('>23:00</text>');
  });

  it('keeps its days: they are those of the daily buckets', async () => {
    const [withHours, without] = await Promise.all([createTestApp({ hasHours: true }), createTestApp()]);
    for (const search of ['', '?window=7d', '?window=mtd&bucket=week']) {
      const answer = await withHours.json(`${API}${search}`);
      expect(answer).toEqual(await without.json(`${API}${search}`));
    }
  });

  it('is answered by the hour by the API, with what it is stored in', async () => {
    const { json } = await createTestApp({ hasHours: true });
    const { metrics } = (await json('/api/v1/metrics')) as { metrics: { name: string }[] };
    expect(metrics.find(({ name }) => name === 'openai_completions_input_tokens')).toMatchObject({
      granularity: 'day',
      granularities: ['day', 'hour'],
    });
    expect(await json(`${API}?window=24h&bucket=hour`)).toMatchObject({
      window: { start: '2026-11-21T11:00:00Z', end: '2026-11-22T11:00:00Z' },
      stamp: { through: '2026-11-22T10:00:00Z', granularity: 'hour', unknownBuckets: 1 },
    });
  });

  it('tells the revisions of hours where hours are asked for, and of days where days are', async () => {
    const { store, json, text } = await createTestApp({ hasHours: true });
    const start = Date.UTC(2026, 10, 21, 14) / 1000;
    await store.commit({
      connector: 'openai',
      resource: 'completions_by_hour',
      buckets: [{ start, rows: [{ dimensions: ['gpt-5', 'prod'], values: [999, 40] }], quarantined: [] }],
      syncedAt: start + DAY,
      identity: 'test',
      progress: null,
      lease: null,
    });
    expect(await json(`${API}/revisions?window=7d`)).toEqual({ revisions: [] });
    const window = '2026-11-21T00:00:00Z..2026-11-21T20:00:00Z';
    expect(await json(`${API}/revisions?window=${window}&of=totals`)).toMatchObject({
      revisions: [{ bucket: '2026-11-21T14:00:00Z', after: '999' }],
    });
    const html = await text(`${METRIC}?window=yesterday&bucket=hour`);
    expect(html).toContain('changed after an hour was over');
    expect(html).toContain('21 Nov 2026 14:00');
  });

  it('has its hours among the endpoints of its source', async () => {
    const { text } = await createTestApp({ hasHours: true });
    const html = await text('/sources');
    expect(html).toContain('OpenAI completions by hour');
    expect(html).toContain('10:00 UTC, partial');
  });

  it('is drawn by the hour on a dashboard, too', async () => {
    const metric = { connector: 'openai', shape: 'metric', name: 'openai_completions_input_tokens' };
    const dashboards = {
      d: {
        widgets: {
          stat: { kind: 'stat', title: 'Tokens', window: '24h', metric },
          chart: { kind: 'timeseries', title: 'By hour', window: '24h', metric, by: 'model' },
        },
      },
    };
    const { text } = await createTestApp({ hasHours: true, dashboards });
    const html = await text('/dashboards/d');
    expect(html).toContain('<th scope="col">Hour</th>');
    expect(html).toContain('10:00 UTC');
    expect(html).not.toContain('so far, by');
  });
});

it('a metric that is stored by the day alone has no hours to choose, and says so', async () => {
  const { text, get } = await createTestApp();
  expect(choicesOf(await text(METRIC), 'bucket')).toEqual(['day', 'week', 'month']);
  const response = await get(`${API}?bucket=hour`);
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('is daily: it has no hours.');
});
