import { ConfigError } from '@shipstats/core';
import { describe, expect, it } from 'vitest';
import { createKeptRegistry } from './kept-registry.ts';
import type { NpmSettings } from './npm-config.ts';

const broken = () => new ConfigError([{ path: '', message: 'no address', hint: '' }], 'npm');

/** What is not named here is not read. */
const settings = {
  registry: 'https://registry.example/',
  registryOf(name) {
    if (name.startsWith('@broken/')) throw broken();
    return name.startsWith('@own/') ? 'https://own.example/' : 'https://registry.example/';
  },
} as NpmSettings;

describe('the registry of what is kept', () => {
  it('is the configured one, a scope’s own for its packages', async () => {
    const kept = createKeptRegistry({ read: async () => settings });
    expect(await kept.read()).toBe('https://registry.example/');
    const registryOf = await kept.readOfPackages();
    expect(['hono', '@own/pkg'].map(registryOf)).toEqual([
      'https://registry.example/',
      'https://own.example/',
    ]);
  });

  it('is none where the configuration cannot be used', async () => {
    const none = expect.stringContaining('.invalid/');
    const kept = createKeptRegistry({ read: () => Promise.reject(broken()) });
    expect(await kept.read()).toEqual(none);
    expect((await kept.readOfPackages())('hono')).toEqual(none);
    const scope = createKeptRegistry({ read: async () => settings });
    expect((await scope.readOfPackages())('@broken/pkg')).toEqual(none);
  });
});
