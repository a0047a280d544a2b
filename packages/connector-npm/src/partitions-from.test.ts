import { describe, expect, it } from 'vitest';
import { npmOptions } from './options.ts';
import { type PackageSources, partitionsFrom } from './partitions-from.ts';

const signal = new AbortController().signal;

function sources(change: Partial<PackageSources> = {}) {
  const asked: string[] = [];
  const troubles: string[] = [];
  const all: PackageSources = {
    followed: async () => [
      { kind: 'package', name: 'hono' },
      { kind: 'user', name: 'mara' },
    ],
    packagesOf: async (user) => ({ names: [`${user}-one`, 'hono', '@chee/..'], isWhole: true }),
    createdAt: async (name) => {
      asked.push(name);
      return name === 'hono' ? '2021-12-14T13:01:00.000Z' : null;
    },
    onTrouble: (message) => troubles.push(message),
    ...change,
  };
  return { partitions: partitionsFrom(all), asked, troubles };
}

describe('packages to keep up to date', () => {
  it('are those configured and followed, and those of the users of either, each once', async () => {
    const { partitions } = sources();
    const options = npmOptions.parse({ packages: ['zod', 'hono'], users: ['colin', 'mara'] });
    expect(await partitions(options, signal, [])).toEqual([
      { name: 'colin-one', createdAt: null },
      { name: 'hono', createdAt: '2021-12-14T13:01:00.000Z' },
      { name: 'mara-one', createdAt: null },
      { name: 'zod', createdAt: null },
    ]);
  });

  it('are asked for their creation day until it is known, and then never again', async () => {
    const { partitions, asked } = sources();
    await partitions(npmOptions.parse({}), signal, []);
    await partitions(npmOptions.parse({}), signal, []);
    expect(asked.filter((name) => name === 'hono')).toHaveLength(1);
    expect(asked.filter((name) => name === 'mara-one')).toHaveLength(2);
  });

  it('go on without a creation day that cannot be had', async () => {
    const { partitions } = sources({ createdAt: () => Promise.reject(new Error('404')) });
    expect(await partitions(npmOptions.parse({ packages: ['zod'] }), signal, [])).toContainEqual({
      name: 'zod',
      createdAt: null,
    });
  });

  it.each<[string, PackageSources['packagesOf'], string, string[]]>([
    [
      'cannot be had now',
      () => Promise.reject(new Error("npm's search is not answering")),
      "The packages of the npm user mara are not known now (npm's search is not answering).",
      ['hono', 'mara-one'],
    ],
    [
      'are known in part',
      async () => ({ names: ['mara-new'], isWhole: false }),
      'Not all packages of the npm user mara are known now.',
      ['hono', 'mara-new', 'mara-one'],
    ],
  ])('go on in a new process where the packages of a user %s', async (_, packagesOf, trouble, expected) => {
    const { partitions, troubles } = sources({ packagesOf });
    const names = (await partitions(npmOptions.parse({}), signal, ['mara-one'])).map(({ name }) => name);
    expect(names).toEqual(expected);
    expect(troubles).toEqual([trouble]);
  });

  it('are no longer those that nobody follows, where all is known', async () => {
    const { partitions } = sources();
    const names = (await partitions(npmOptions.parse({}), signal, ['of-old'])).map(({ name }) => name);
    expect(names).toEqual(['hono', 'mara-one']);
  });

  it('stop being looked up when the sync is stopped', async () => {
    const abort = new AbortController();
    const { partitions } = sources({
      createdAt: () => {
        abort.abort();
        return Promise.reject(new Error('aborted'));
      },
    });
    await expect(partitions(npmOptions.parse({}), abort.signal, [])).rejects.toThrow('aborted');
  });
});
