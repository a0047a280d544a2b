import { describe, expect, it } from 'vitest';
import { endpoints } from './endpoints.ts';
import { explainLineItem, modelOf, openAIReconcile } from './reconcile.ts';
import type { EndpointName } from './simulator/index.ts';
import { startSimulator } from './simulator/index.ts';

describe('R23 what line items charge for', () => {
  it.each([
    ['gpt-5-mini, input', 'completions', 'gpt-5-mini'],
    ['gpt-4o-2024-08-06, cached input', 'completions', 'gpt-4o'],
    ['gpt-4.1, batch output', 'completions', 'gpt-4.1'],
    ['ft:gpt-4.1-mini:nordwind:7, output', 'completions', 'ft:gpt-4.1-mini:nordwind:7'],
    ['text-embedding-3-small, input', 'embeddings', 'text-embedding-3-small'],
    ['gpt-image-1, 1024x1024', 'images', 'gpt-image-1'],
    ['gpt-image-1, image output', 'images', 'gpt-image-1'],
    ['tts-1, speech', 'audio_speeches', 'tts-1'],
    ['whisper-1, transcription', 'audio_transcriptions', 'whisper-1'],
    ['File search storage', 'vector_stores', null],
    ['assistants api | file search', 'file_search_calls', null],
    ['Code interpreter sessions', 'code_interpreter_sessions', null],
    ['Web search tool calls', 'web_search_calls', null],
  ])('%s: %s %s', (lineItem, resource, model) => {
    expect(explainLineItem(lineItem)).toMatchObject({ kind: 'usage', resource, model });
  });

  it.each([
    ['Sales tax', 'tax'],
    ['Service credit', 'credit'],
    ['Rounding adjustment', 'adjustment'],
    ['Scale tier, gpt-5-mini', 'commitment'],
    ['gpt-4.1-mini, training', 'training'],
    ['sora-2, video output', 'video'],
    ['sora-2-pro, high 1024x1792', 'video'],
  ])('%s is of no usage: %s', (lineItem, what) => {
    expect(explainLineItem(lineItem)).toEqual({ kind: 'alone', what });
  });

  it.each(['', 'Something new', 'gpt-6, thoughts', ', input'])('does not guess: %j', (lineItem) => {
    expect(explainLineItem(lineItem)).toBeUndefined();
  });

  it('leads each line item of the simulator to usage of that very day, or to none that there is', async () => {
    const simulator = await startSimulator({ now: '2026-11-22T10:00:00Z', historyDays: 60 });
    const to = '2026-11-12';
    const days = new Set<string>();
    const usage = new Set(
      openAIReconcile.usage.flatMap(({ resource, model }) =>
        simulator
          // The usage endpoints that the table names are those of the API.
          .truth({ endpoint: resource as EndpointName, to, groupBy: model === null ? [] : [model] })
          .map((row) =>
            [row.day, resource, model === null ? '' : modelOf(row.dimensions[model] ?? '')].join(' '),
          ),
      ),
    );
    const alone = new Set<string>();
    for (const row of simulator.truth({ endpoint: 'costs', to, groupBy: ['line_item'] })) {
      const meaning = explainLineItem(row.dimensions.line_item ?? '');
      if (meaning?.kind !== 'usage') alone.add(row.dimensions.line_item ?? '');
      else expect(usage).toContain([row.day, meaning.resource, meaning.model ?? ''].join(' '));
      days.add(row.day);
    }
    await simulator.close();
    expect([...alone].sort()).toEqual([
      'Rounding adjustment',
      'Sales tax',
      'Scale tier, gpt-5-mini',
      'Service credit',
      'Usage adjustment',
      'gpt-4.1-mini, training',
    ]);
    expect(days.size).toBe(50);
  });

  it('names measures and dimensions that the endpoints have', () => {
    for (const { resource, model, measures } of openAIReconcile.usage) {
      const endpoint = endpoints.find((one) => one.name === resource);
      if (!endpoint) continue;
      expect(endpoint.measures.map((one) => one.name)).toEqual(expect.arrayContaining([...measures]));
      if (model !== null) expect(endpoint.dimensions.map((one) => one.name)).toContain(model);
    }
  });
});
