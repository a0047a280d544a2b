import { testConnector } from '@shipstats/connector-kit/testing';
import { DAY, Secret } from '@shipstats/core';
import { describe, it } from 'vitest';
import { openai } from './connector.ts';
import { startSimulator } from './simulator/index.ts';

const NOW = '2026-11-22T10:00:00Z';
const tomorrow = Date.parse('2026-11-23T00:00:00Z') / 1000;

describe.each([
  // Longer than one request may ask for, so that there are pages.
  ['day', 45, []],
  ['hour', 8, ['openai_completions_requests', 'openai_vector_stores_bytes', 'openai_cost_usd']],
] as const)('the contract of connectors, by %s', (granularity, days, resources) => {
  testConnector(it, async () => {
    const simulator = await startSimulator({ now: NOW });
    const contextWith = (key: string) => ({
      clock: () => simulator.now(),
      fetch,
      random: () => 0.5,
      env: {},
      resolveSecret: () => key,
    });
    return {
      definition: openai,
      options: {
        adminApiKey: new Secret('KEY'),
        baseUrl: simulator.url,
        granularity,
        ...(resources.length > 0 && { resources }),
      },
      context: contextWith(simulator.adminKey),
      refusedContext: contextWith('sk-proj-refused-0123456789'),
      secrets: [simulator.adminKey, 'sk-proj-refused-0123456789'],
      window: { start: tomorrow - days * DAY, end: tomorrow },
      close: () => simulator.close(),
    };
  });
});
