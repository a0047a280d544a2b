import { expect, it } from 'vitest';
import type { Learned, LearnedFacts } from '../index-learned/learned.ts';
import type { TarballSource } from '../tarball/tarballs.ts';
import { createLearnViewed } from './learn-viewed.ts';

const REGISTRY = 'https://registry.example/';

/** What is kept once a readme was looked at. */
async function look({
  version = '2.0.0',
  registry = REGISTRY,
  isPackage = true as boolean | null,
}): Promise<readonly Learned[]> {
  const kept: Learned[] = [];
  const learned: Pick<LearnedFacts, 'keep'> = { keep: (found) => kept.push(...found) };
  const learn = createLearnViewed({
    learned: learned as LearnedFacts, // nothing else is called
    registry: async () => REGISTRY,
    isPackage: () => isPackage,
    onNews: () => undefined,
    onWarning: (message) => expect.unreachable(message),
  });
  // Of source and copy only what is read here.
  const manifest = {
    types: { kind: 'none' },
    moduleFormat: 'esm',
    license: { text: 'MIT' },
    keywords: [],
    description: null,
    deprecated: null,
  };
  const facts = {
    name: 'sluice',
    status: 'ok',
    distTags: { latest: '2.0.0' },
    versions: [],
    maintainers: [],
  };
  const source = { version, copy: { registry, facts, manifest: () => manifest } };
  learn.readme(source as unknown as TarballSource, '# Opens gates');
  await new Promise(setImmediate);
  return kept;
}

it('keeps what the readme of the latest version says', async () => {
  // With all else that is known of it: what is half learned would be taken for read.
  const facts = { version: '2.0.0', license: 'MIT', readmeStems: 'open gate' };
  expect(await look({})).toMatchObject([{ kind: 'known', document: { name: 'sluice', facts } }]);
});

it.each([
  ['another version', { version: '1.0.0' }],
  ["another registry, which may be a company's own", { registry: 'https://company.example/' }],
  ['what the index does not have', { isPackage: false }],
  ['what the index cannot tell', { isPackage: null }],
])('keeps nothing of %s', async (_, of) => {
  expect(await look(of)).toEqual([]);
});
