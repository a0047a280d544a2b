import { testConnector } from '@shipstats/connector-kit/testing';
import { DAY, Secret } from '@shipstats/core';
import { describe, it } from 'vitest';
import { openai } from './connector.ts';
import { startSimulator } from './simulator/index.ts';

const NOW = '2026-11-22T10:00:00Z';
const tomorrow = Date.parse('2026-11-23T00:00:00Z') / 1000;

describe('the contract of connectors', () => {
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
      options: { adminApiKey: new Secret('KEY'), baseUrl: simulator.url },
      context: contextWith(simulator.adminKey),
      refusedContext: contextWith('sk-proj-refused-0123456789'),
      secrets: [simulator.adminKey, 'sk-proj-refused-0123456789'],
      // Longer than one request may ask for, so that there are pages.
      window: { start: tomorrow - 45 * DAY, end: tomorrow },
      close: () => simulator.close(),
    };
  });
});
