import { finalAt, Secret } from '@shipstats/core';
import { describe, expect, it } from 'vitest';
import { openAIMetricNames } from './endpoints.ts';
import { openAIOptions } from './options.ts';

const adminApiKey = new Secret('OPENAI_ADMIN_API_KEY');

function problems(options: Record<string, unknown>): string[] {
  const result = openAIOptions.safeParse({ adminApiKey, ...options });
  return result.success
    ? []
    : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
}

describe('options', () => {
  it('fill in their defaults', () => {
    const options = openAIOptions.parse({ adminApiKey });
    expect(options).toMatchObject({ lookbackDays: 30, rawPageTokens: false });
    expect(options.resources).toHaveLength(openAIMetricNames.length);
  });

  it('take every dimension that is grouped by as one to omit, and no other', () => {
    const names = [
      'model',
      'project_id',
      'api_key_id',
      'user_id',
      'batch',
      'service_tier',
      'source',
      'size',
      'vector_store_id',
      'context_level',
      'line_item',
    ];
    expect(problems({ omitDimensions: names })).toEqual([]);
    for (const name of ['currency', 'organization_id', 'user']) {
      const [problem, ...others] = problems({ omitDimensions: [name] });
      expect(problem).toMatch(/^omitDimensions\.0: /);
      for (const valid of names) expect(problem).toContain(`"${valid}"`);
      expect(others).toEqual([]);
    }
  });

  it('let a month close before the next one is over, be that a February', () => {
    const { monthClosesDays } = openAIOptions.parse({ adminApiKey, monthClosesDays: 27 });
    for (let month = 0; month < 48; month += 1) {
      const day = Date.UTC(2026, month, 15) / 1000;
      const lastMoment = Date.UTC(2026, month + 2, 1) / 1000 - 1;
      const spec = { granularity: 'day', provisionalBuckets: 7, monthClosesDays } as const;
      // There is a time at which a reading is final, for the one that comes after all others.
      expect(finalAt(day, spec, lastMoment)).toBeLessThan(lastMoment);
    }
  });

  it('refuse a key that stands in the file, without repeating it', () => {
    const [problem, ...others] = problems({ adminApiKey: 'sk-admin-literal' });
    expect(problem).toContain("secret('OPENAI_ADMIN_API_KEY')");
    expect(problem).not.toContain('sk-admin-literal');
    expect(others).toEqual([]);
  });

  it('ask for the key where it is missing', () => {
    expect(problems({ adminApiKey: undefined })).toEqual([expect.stringContaining('is required')]);
  });

  it.each([
    [{ lookbackDays: 0 }],
    [{ lookbackDays: 3651 }],
    [{ lookbackDays: 1.5 }],
    [{ monthClosesDays: 28 }],
    [{ projectIds: [''] }],
    [{ projectIds: [] }],
    [{ organizationId: ' ' }],
    [{ resources: ['openai_cost'] }],
    [{ resources: [] }],
    [{ baseUrl: 'http://example.com' }],
    [{ baseUrl: 'api.openai.com' }],
    [{ baseUrl: 'https://user:pass@example.com' }],
    [{ adminKey: 'x' }],
  ])('refuse %j', (options) => {
    expect(problems(options)).toHaveLength(1);
  });

  it.each([[{ lookbackDays: 1 }], [{ lookbackDays: 3650 }], [{ baseUrl: 'http://127.0.0.1:8080/v1' }]])(
    'take %j',
    (options) => {
      expect(problems(options)).toEqual([]);
    },
  );

  it('describe themselves, every one', () => {
    for (const [name, field] of Object.entries(openAIOptions.shape)) {
      expect(field.description, name).toMatch(/\w{3}/);
    }
  });
});
