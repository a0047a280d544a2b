import type { ReportJson } from '@shipstats/core';
import { describe, expect, it } from 'vitest';
import { createTestApp } from '../test-app.ts';

describe('R23 the page of costs beside usage', () => {
  it('names what does not fit together, sets every day beside its usage, and escapes line items', async () => {
    const html = await (await createTestApp()).text('/sources/openai/reconcile?window=7d');
    // Days 16 to 18 are settled; of the rest three are provisional, and today is partial.
    expect(html).toContain('3 of 3 settled days; 4 days not settled yet.');
    expect(html.match(/cost, no usage<\/td>/g)).toHaveLength(6);
    expect(html).toContain('completions: input tokens');
    expect(html).toContain('more than 10% off the median of the last 7 settled days');
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('&lt;script&gt;alert');
  });

  it('says the same as the API and its CSV', async () => {
    const test = await createTestApp();
    // The answer's shape is held against its schema by the tests of the API.
    const report = (await test.json('/api/v1/sources/openai/reconcile')) as ReportJson;
    // 30 × 1.000000001 + 3 × (0.10 + … + 0.19) + 30 × 0.01
    expect(report.totals).toMatchObject({ cost: '34.65000003', matched: '34.65000003', alone: '0' });
    expect(report.totals.withoutProject).toBe('0.3');
    expect(await test.text('/sources/openai/reconcile')).toContain('$34.65000003');
    const answer = await test.get('/sources/openai/reconcile.csv?window=1d');
    expect(answer.headers.get('content-type')).toContain('text/csv');
    const lines = (await answer.text()).split('\r\n');
    expect(lines).toContain('2026-11-22,partial,usage,completions,,,input_tokens,1500,tokens,');
    expect(lines).toContain('2026-11-22,partial,cost,,,,,1.110000001,usd,');
  });

  it('is linked from the source and from the metric of its costs, and from no other', async () => {
    const test = await createTestApp();
    const link = '<a href="/sources/openai/reconcile">Costs beside usage</a>';
    expect(await test.text('/sources/openai')).toContain(link);
    expect(await test.text('/metrics/openai_cost_usd')).toContain(link);
    expect(await test.text('/metrics/openai_completions_input_tokens')).not.toContain(link);
  });

  it('turns two days of a form into a window, and says so where nothing is stored', async () => {
    const test = await createTestApp({ isEmpty: true });
    const answer = await test.get('/sources/openai/reconcile?from=2026-11-01&to=2026-11-14');
    expect(answer.headers.get('location')).toBe('/sources/openai/reconcile?window=2026-11-01..2026-11-15');
    expect(await test.text('/sources/openai/reconcile')).toContain(
      'No costs of these days have been read yet.',
    );
    expect((await test.get('/sources/openai/reconcile?window=banana')).status).toBe(400);
    expect((await test.get('/sources/nothing/reconcile')).status).toBe(404);
  });
});
