import { describe, expect, it } from 'vitest';
import { createTestApp, HOSTILE } from '../test-app.ts';

const PAGES = [
  '/',
  '/search?q=ship',
  '/dashboards',
  '/dashboards/ai',
  '/dashboards/ai?window=7d',
  '/metrics',
  '/metrics/openai_cost_usd',
  '/metrics/openai_cost_usd?by=model&by2=project_id&bucket=week&fn=max',
  '/metrics/openai_cost_usd?filter=model%3Dgpt-5&window=mtd',
  '/sources',
  '/sources/openai',
  '/sources/openai/reconcile',
  '/sources/openai/reconcile?window=60d',
  '/connect',
  '/api',
  '/docs',
  '/nowhere',
  '/metrics/nothing',
  '/metrics/%E2%82%AC%3Cb%3E/nothing',
];

describe('every page', () => {
  for (const isEmpty of [false, true]) {
    for (const path of PAGES) {
      it(`${path} stands ${isEmpty ? 'over an empty store' : 'with data'}: one h1, a title, nothing inline`, async () => {
        const test = await createTestApp({ isEmpty });
        const answer = await test.get(path);
        const html = await answer.text();
        expect(test.errors).toEqual([]);
        expect(answer.status).toBe(path.startsWith('/nowhere') || path.endsWith('/nothing') ? 404 : 200);
        expect(html).toMatch(/^<!doctype html>\s*<html lang="en">/i);
        expect(html.match(/<h1[ >]/g)).toHaveLength(1);
        expect(html).toMatch(/<title>[^<]+ · Shipstats<\/title>/);
        expect(html).toMatch(/<meta name="description" content="[^"]+"/);
        expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/i);
        expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/i);
        expect(answer.headers.get('link')).toMatch(/^<http:\/\/localhost\/[^>?]*>; rel="canonical"$/);
        const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
        expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
        expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
      });
    }
  }
});

describe('R22: the page of final days alone', () => {
  it('leaves out the provisional days, says which, and every link of it asks for the same', async () => {
    const test = await createTestApp();
    const html = await test.text('/metrics/openai_cost_usd?window=7d&complete=1');
    expect(html).toContain(
      'Final days only: 4 days from 19 Nov 2026 on are left out, which OpenAI may still change.',
    );
    expect(html).toMatch(/href="\/metrics\/openai_cost_usd\.csv\?[^"]*complete=1"/);
    expect(html).toMatch(/<option value="1" selected="">final only<\/option>/);
    expect(html).toMatch(/<input type="hidden" name="complete" value="1"/);
    expect(html).toMatch(/name="to"[^>]*value="2026-11-22"/);
    const answer = await test.json('/api/v1/metrics/openai_cost_usd?window=7d&complete=1');
    expect(answer).toMatchObject({
      window: { start: '2026-11-16T00:00:00Z', end: '2026-11-19T00:00:00Z' },
      leftOut: { buckets: 4 },
      stamp: { provisionalBuckets: 0, partial: false },
    });
  });

  it('stands where no day of the window is final', async () => {
    const html = await (await createTestApp()).text('/metrics/openai_cost_usd?window=1d&by=model&complete=1');
    expect(html).toContain('1 day from 22 Nov 2026 on is left out');
    expect(html).toContain('unknown');
  });

  it('says nothing where nobody asks for it', async () => {
    const html = await (await createTestApp()).text('/metrics/openai_cost_usd?window=7d');
    expect(html).not.toContain('Final days only');
    expect(html).toMatch(/<option value="" selected="">all<\/option>/);
  });
});

describe('a dashboard', () => {
  it('shows the exact sum of the stored days with its stamp and a link to the same question', async () => {
    const html = await (await createTestApp()).text('/dashboards/ai');
    // 30 × 1.000000001 + 3 × (0.10 + … + 0.19) + 30 × 0.01 = 34.65000003
    expect(html).toMatch(/\$34<small>\.65<\/small>/);
    expect(html).toContain('through');
    expect(html).toContain('/metrics/openai_cost_usd?connector=openai&amp;window=30d');
  });

  it('shows every kind of widget', async () => {
    const html = await (await createTestApp()).text('/dashboards/ai');
    for (const title of ['Spend by model', 'Models', 'All projects', 'Sources', 'Note', 'November budget']) {
      expect(html).toContain(title);
    }
    expect(html).toContain('Two &lt;b&gt;bold&lt;/b&gt;.');
  });

  it('shows a budget only beside the numbers of its own window', async () => {
    const test = await createTestApp();
    expect(await test.text('/dashboards/ai')).toContain('% of $50');
    expect(await test.text('/dashboards/ai?window=7d')).not.toContain('of $50');
  });

  it('replaces the windows of all widgets by that of the address', async () => {
    const html = await (await createTestApp()).text('/dashboards/ai?window=7d');
    expect(html).toContain('last 7 days');
    expect(html).toContain('/metrics/openai_cost_usd?connector=openai&amp;window=7d');
  });

  it('leads from a number made of several to each of them, and says what its shape spans', async () => {
    const of = (name: string) => ({
      connector: { name: 'openai', connectorId: 'openai', config: {} },
      shape: 'metric',
      name,
      fn: 'sum',
    });
    const tokens = of('openai_completions_input_tokens');
    const test = await createTestApp({
      dashboards: {
        ai: {
          widgets: {
            cached: {
              kind: 'stat',
              title: 'Cached share',
              window: '1d',
              metric: { derive: 'ratio', left: { ...tokens, field: 'input_cached_tokens' }, right: tokens },
            },
          },
        },
      },
    });
    const html = await test.text('/dashboards/ai');
    expect(html).toContain('<h2>Cached share</h2>');
    expect(html).toMatch(/<p class="links parts"><a href="[^"]*field=input_cached_tokens[^"]*">/);
    expect(html).toContain('<p class="hint">last 30 days</p>');
  });

  it('refuses a window that cannot be read', async () => {
    const answer = await (await createTestApp()).get('/dashboards/ai?window=banana');
    expect(answer.status).toBe(400);
    const html = await answer.text();
    expect(html).toContain('<h1>This window cannot be read</h1><p>Not a window: &quot;banana&quot;.');
    expect(html).toContain('<a href="/dashboards/ai">The same page without parameters</a>');
  });

  it('turns two days of a form into a window with the last day included', async () => {
    const answer = await (await createTestApp()).get('/dashboards/ai?from=2026-11-01&to=2026-11-14');
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/dashboards/ai?window=2026-11-01..2026-11-15');
  });

  it('stands when one of its widgets cannot be answered, which says so', async () => {
    const whole = await createTestApp();
    const reader = {
      ...whole.store,
      read: async (request: Parameters<typeof whole.store.read>[0]) => {
        if (request.resource === 'completions') throw new Error('secret detail');
        return whole.store.read(request);
      },
    };
    const test = await createTestApp({ store: reader });
    const html = await test.text('/dashboards/ai');
    expect(html).toContain('This number could not be read.');
    expect(html).toContain('Spend by model');
    expect(html).not.toContain('secret detail');
    expect(test.errors).toHaveLength(1);
  });

  it('says that nothing was synced yet instead of showing zeros', async () => {
    const html = await (await createTestApp({ isEmpty: true })).text('/dashboards/ai');
    expect(html).toContain('Not synced yet');
    expect(html.match(/<p class="num none">unknown<\/p>/g)).toHaveLength(3);
  });

  it('tells which there are where there is no such one', async () => {
    const answer = await (await createTestApp()).get('/dashboards/aj');
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('Valid: ai.');
  });
});

describe('a metric page', () => {
  it('escapes what the source sent', async () => {
    const html = await (await createTestApp()).text('/metrics/openai_cost_usd?by=model');
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('&lt;script&gt;');
    const link = new URL(`http://x/metrics/y?filter=${encodeURIComponent(`model=${HOSTILE}`)}`);
    expect(html).toContain(new URLSearchParams(link.search).toString().replaceAll('&', '&amp;').slice(0, 40));
  });

  it('escapes hostile values in filters and offers the way out of each', async () => {
    const path = `/metrics/openai_cost_usd?filter=${encodeURIComponent(`model=${HOSTILE}`)}&filter=project_id%3D`;
    const html = await (await createTestApp()).text(path);
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('aria-label="Remove the filter project_id=');
  });

  it('names the nearest metric and the nearest dimension', async () => {
    const test = await createTestApp();
    expect(await test.text('/metrics/opnai_cost_usd')).toContain('Did you mean &quot;openai_cost_usd&quot;?');
    const answer = await test.get('/metrics/openai_cost_usd?by=modell');
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('Did you mean &quot;model&quot;?');
  });

  it('turns the fields of its form into filters', async () => {
    const answer = await (await createTestApp()).get(
      '/metrics/openai_cost_usd?window=7d&is.model=gpt-5&is.project_id=',
    );
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/metrics/openai_cost_usd?window=7d&filter=model%3Dgpt-5');
  });

  it('tells the average and the highest of the weeks that are whole', async () => {
    const html = await (await createTestApp()).text('/metrics/openai_cost_usd?bucket=week&window=30d');
    // 24 October is a Saturday: of 30 days four weeks from Monday are whole, the last of them today.
    expect(html).toContain('over 3 full weeks');
    expect(html).toContain('Highest week');
  });

  it('leads from a row of a split to that row alone', async () => {
    const html = await (await createTestApp()).text('/metrics/openai_cost_usd?by=model');
    expect(html).toContain('filter=model%3Dgpt-5-mini');
  });
});

describe('the sources', () => {
  it('tell what failed and how to mend it', async () => {
    const whole = await createTestApp();
    const [run] = await whole.store.runs({ limit: 1 });
    const failed = run && {
      ...run,
      status: 'failed' as const,
      resources: run.resources.map((resource) => ({
        ...resource,
        status: 'failed' as const,
        error: { message: '401 on GET /v1/organization/costs.', hint: 'Make a new admin key.' },
      })),
    };
    const html = await (await createTestApp({ source: { lastRun: failed ?? null } })).text('/sources');
    expect(html).toContain('401 on GET /v1/organization/costs.');
    expect(html.match(/Make a new admin key\./g)).toHaveLength(1);
  });

  it('show the progress of a sync at work and do not offer another', async () => {
    const whole = await createTestApp();
    const [run] = await whole.store.runs({ limit: 1 });
    const running = run && { ...run, status: 'running' as const, finishedAt: null };
    const html = await (await createTestApp({ source: { running: running ?? null } })).text('/sources');
    expect(html).toContain('<progress');
    expect(html).toMatch(/<button[^>]*disabled/);
  });

  it('start a sync by a button and lead back', async () => {
    const test = await createTestApp();
    const answer = await test.app.request('/sources/openai/sync', {
      method: 'POST',
      headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/sources/openai');
    expect(test.triggered).toEqual(['openai']);
  });

  it('refuse to sync what is switched off', async () => {
    const test = await createTestApp({ source: { enabled: false } });
    const answer = await test.app.request('/sources/openai/sync', {
      method: 'POST',
      headers: { origin: 'http://localhost' },
    });
    expect(answer.status).toBe(409);
    expect(test.triggered).toEqual([]);
  });
});

describe('an address with a slash at its end', () => {
  it.each([
    ['/sources/', '/sources'],
    ['/dashboards/ai/?window=7d', '/dashboards/ai?window=7d'],
    ['//evil.example/', '/evil.example'],
  ])('%s leads to %s', async (path, to) => {
    const test = await createTestApp();
    const answer = await test.app.request(`http://localhost${path}`);
    expect(answer.status).toBe(308);
    expect(answer.headers.get('location')).toBe(to);
  });
});

describe('a source whose sync was interrupted', () => {
  it('says so as a warning, on its page, on dashboards and in the API', async () => {
    const [run] = await (await createTestApp()).store.runs({ limit: 1 });
    if (!run) throw new Error('there must be a run');
    const test = await createTestApp({ source: { lastRun: { ...run, status: 'interrupted' } } });
    for (const path of ['/sources', '/sources/openai', '/dashboards/ai']) {
      expect(await test.text(path), path).toMatch(/class="pill warning">.*?Interrupted<\/span>/);
    }
    const listed = await test.text('/api/v1/sources');
    const widgets = await test.text('/api/v1/dashboards/ai');
    expect(listed).toContain('"status":"interrupted"');
    expect(widgets).toContain('"sources":[{"name":"openai","status":"interrupted"}]');
  });
});

describe('the demonstration', () => {
  it('says on every page that its data is synthetic', async () => {
    const test = await createTestApp({ demo: true, simulatedNpm: true });
    for (const path of PAGES) {
      const html = await test.text(path);
      expect(html, path).toContain('Synthetic data');
      expect(html, path).toContain('href="/connect"');
    }
  });
});

describe('a bug', () => {
  it('shows an id and nothing else, and is logged whole', async () => {
    const test = await createTestApp();
    const broken = await createTestApp({
      store: {
        ...test.store,
        runs: async () => {
          throw new Error('password=hunter2');
        },
      },
    });
    const answer = await broken.get('/sources/openai');
    expect(answer.status).toBe(500);
    const html = await answer.text();
    expect(html).not.toContain('hunter2');
    expect(html).toMatch(/error [0-9a-f]{8}/);
    expect(String(broken.errors[0])).toContain('hunter2');
  });
});
