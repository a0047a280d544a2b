import { type ConnectorFixture, testConnector } from '@shipstats/connector-kit/testing';
import { DAY, parseDayUtc } from '@shipstats/core';
import { isCountableName } from '@shipstats/registry';
import { describe, it } from 'vitest';
import { createNpmDefinition } from './definition.ts';
import type { NpmOptions } from './options.ts';
import { startNpmWorld } from './test-npm.ts';

describe('the contract of every connector', () => {
  testConnector(it, async (): Promise<ConnectorFixture<NpmOptions>> => {
    const good = await startNpmWorld();
    // npm needs no credentials: this is a firewall that lets nobody through.
    const refusing = await startNpmWorld({ faults: { downloads: { kind: 'waf' } } });
    const names = good.npm.world
      .packages(good.context.clock().getTime())
      .toSorted((a, b) => a.createdDay - b.createdDay)
      .map(({ name }) => name)
      .filter(isCountableName);
    const partitions = [
      ...names.filter((name) => !name.startsWith('@')).slice(0, 3),
      ...names.filter((name) => name.startsWith('@')).slice(0, 2),
    ].map((name) => ({ name, createdAt: null }));
    const refusedContext = { ...refusing.context, env: { REFUSED: '1' } };
    return {
      definition: createNpmDefinition({
        partitions: async () => partitions,
        createDownloads: ({ env }) => (env.REFUSED ? refusing : good).createDownloads(),
      }),
      options: { packages: partitions.map(({ name }) => name), history: 600 },
      context: good.context,
      refusedContext,
      secrets: [],
      window: { start: parseDayUtc('2025-05-01') ?? 0, end: (parseDayUtc('2026-11-22') ?? 0) + DAY },
      close: async () => {
        await good.npm.close();
        await refusing.npm.close();
      },
    };
  });
});
