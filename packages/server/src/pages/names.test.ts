import { NAMES_RESOURCE } from '@shipstats/store';
import { describe, expect, it } from 'vitest';
import { createTestApp, NOW, saveTestNames, type TestApp } from '../test-app.ts';

async function createNamedApp(): Promise<TestApp> {
  const test = await createTestApp();
  await saveTestNames(test);
  return test;
}

const NAME = 'Production &lt;b&gt;';

describe('R31 pages show names, with the id at hand', () => {
  it('on a metric split by project: in legend, ranking and table, escaped', async () => {
    const test = await createNamedApp();
    const html = await test.text('/metrics/openai_cost_usd?by=project_id');
    expect(html).toContain(`<span class="name" title="prod">${NAME}</span>`);
    expect(html).toContain('By project, over time');
    expect(html).not.toMatch(/[Bb]y project id/);
    expect(html).toMatch(new RegExp(`<th scope="col" class="number" title="prod">${NAME}</th>`));
    expect(html).toContain('<code class="id-line">prod</code>');
    expect(html).toContain('<span class="name-state">archived</span>');
    expect(html).not.toContain('Production <b>');
    // Links go by the id: a new name leaves them as they are.
    expect(html).toContain('filter=project_id%3Dprod');
  });

  it('on dashboards: in tables with the id below', async () => {
    const test = await createNamedApp();
    const html = await test.text('/dashboards/ai');
    expect(html).toMatch(
      new RegExp(
        `${NAME}</a> <span class="name-state">archived</span><code class="id-line">prod</code></th><td class="text">gpt-5</td>`,
      ),
    );
    expect(html).toContain('(none)');
  });

  it('in filters: the name on the chip and in the title, names beside the ids that are offered', async () => {
    const test = await createNamedApp();
    const html = await test.text('/metrics/openai_cost_usd?filter=project_id%3Dprod');
    expect(html).toContain(`aria-label="Remove the filter project_id=${NAME}"`);
    expect(html).toMatch(/class="chip" href="[^"]*" title="prod"/);
    expect(html).toContain(`where project_id=${NAME}`);
    expect(html).toContain(`<option value="prod">${NAME}</option>`);
  });

  it('and take a name that was typed for the id', async () => {
    const test = await createNamedApp();
    const to = async (value: string) =>
      (await test.get(`/metrics/openai_cost_usd?is.project_id=${encodeURIComponent(value)}`)).headers.get(
        'location',
      );
    const byId = '/metrics/openai_cost_usd?filter=project_id%3Dprod';
    expect(await to('production <B> ')).toBe(byId);
    expect(await to('prod')).toBe(byId);
    expect(await to('nobody')).toBe('/metrics/openai_cost_usd?filter=project_id%3Dnobody');
    expect(await to('(none)')).toBe('/metrics/openai_cost_usd?filter=project_id%3D');
  });

  it('as soon as the sync that read them has ended, though answers are kept', async () => {
    const test = await createNamedApp();
    const path = '/metrics/openai_cost_usd?by=project_id';
    expect(await test.text(path)).toContain(NAME);
    await test.store.saveNames({
      connector: 'openai',
      listing: { kind: 'project', names: [{ id: 'prod', name: 'Shop', state: 'active' }], isComplete: true },
      seenAt: NOW.getTime() / 1000,
      lease: null,
    });
    const id = await test.store.startRun('openai', 'schedule', NOW.getTime() / 1000);
    await test.store.finishRun(id, 'succeeded', [], NOW.getTime() / 1000);
    const html = await test.text(path);
    expect(html).toContain('<span class="name" title="prod">Shop</span>');
    expect(html).not.toContain(NAME);
  });

  it('in the list of what was revised, and in the API beside the ids', async () => {
    const test = await createNamedApp();
    await test.store.commit({
      connector: 'openai',
      resource: 'completions',
      buckets: [
        {
          start: Date.UTC(2026, 10, 10) / 1000,
          rows: [{ dimensions: ['gpt-9', 'prod'], values: [7, 1] }],
          quarantined: [],
        },
      ],
      syncedAt: NOW.getTime() / 1000 - 60,
      identity: 'test',
      progress: null,
      lease: null,
    });
    const metric = '/metrics/openai_completions_input_tokens';
    expect(await test.text(metric)).toContain(`model gpt-9, project_id ${NAME} (prod)`);
    const { revisions } = (await test.json(`/api/v1${metric}/revisions`)) as {
      revisions: { dimensions: Record<string, string> | null; names?: Record<string, string> }[];
    };
    expect(revisions.find(({ dimensions }) => dimensions?.model === 'gpt-9')).toMatchObject({
      dimensions: { project_id: 'prod' },
      names: { project_id: 'Production <b>' },
    });
    expect(revisions.filter(({ dimensions, names }) => dimensions === null && names)).toEqual([]);
  });

  it('and the ids alone where no names are known', async () => {
    const html = await (await createTestApp()).text('/metrics/openai_cost_usd?by=project_id');
    expect(html).toContain('<span class="name">prod</span>');
    expect(html).not.toContain('id-line');
  });
});

describe('R31 the page of a source', () => {
  it('tells how many names are known and when they were read', async () => {
    const html = await (await createNamedApp()).text('/sources/openai');
    expect(html).toContain('<h2>Names</h2>');
    expect(html).toMatch(/2 names are known, read <time[^>]*datetime="2026-11-22T09:00:00Z"/);
    expect(html).toMatch(/2 projects<span class="soft">, 1 archived, 1 deleted<\/span>/);
    expect(html).toMatch(/0 API keys<span class="soft">, 1 more without a name/);
    expect(html).toContain('href="/api/v1/sources/openai/names"');
  });

  it('tells why they could not be read, and says nothing of names where there are none to know', async () => {
    const test = await createTestApp();
    expect(await test.text('/sources/openai')).not.toContain('<h2>Names</h2>');
    const counts = {
      buckets: 0,
      rows: 0,
      requests: 1,
      retries: 0,
      waitedMs: 0,
      planned: 0,
      quarantined: 0,
      revised: 0,
    };
    const error = { message: 'openai: 403. Missing scopes: api.management.read.' };
    const id = await test.store.startRun('openai', 'manual', 1);
    await test.store.finishRun(
      id,
      'succeeded',
      [{ resource: NAMES_RESOURCE, status: 'partial', ...counts, names: 0, warnings: [], error }],
      NOW.getTime() / 1000,
    );
    const html = await test.text('/sources/openai');
    expect(html).toContain('Names could not be read');
    expect(html).toContain('Missing scopes: api.management.read.');
    expect(html).toContain('succeeded, without names');
  });
});
