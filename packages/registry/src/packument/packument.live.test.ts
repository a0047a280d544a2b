import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createExplore } from '../create-explore.ts';
import { createNpmConfig } from '../npm-config/npm-config.ts';
import { createNpmTransport } from '../npm-config/npm-transport.ts';

// These read the registry of the machine's npm configuration; nothing else in the tests leaves loopback.
const npmConfig = createNpmConfig({ cwd: process.cwd(), env: process.env });
const isReachable = await canReach();

async function canReach(): Promise<boolean> {
  const npm = createNpmTransport(npmConfig);
  try {
    const { registry } = await npmConfig.read();
    const answer = await npm.transport({ url: `${registry}isarray`, signal: AbortSignal.timeout(8_000) });
    answer.discard();
    return answer.status === 200;
  } catch {
    return false; // no network, or a configuration that leads nowhere
  } finally {
    await npm.close();
  }
}

describe.skipIf(!isReachable)(
  'well-known packages of the configured registry (skipped where it cannot be reached)',
  () => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'explore-live-'));
    const explore = createExplore({
      dataFolder,
      npmConfig,
      clock: () => new Date(),
      random: Math.random,
      env: process.env,
      cwd: process.cwd(),
    });
    afterAll(async () => {
      await explore.close();
      rmSync(dataFolder, { recursive: true, force: true });
    });

    it.each([
      [
        'hono',
        undefined,
        { types: { kind: 'included' }, repository: { label: 'honojs/hono', host: 'github' } },
      ],
      [
        'react',
        undefined,
        { repository: { directory: 'packages/react' }, license: { text: 'MIT', isSpdx: true } },
      ],
      ['@babel/core', undefined, { name: '@babel/core', types: { kind: 'included' } }],
      ['typescript', undefined, { license: { text: 'Apache-2.0' }, bin: expect.arrayContaining(['tsc']) }],
      ['lodash', '4.17.20', { version: '4.17.20', moduleFormat: 'cjs', types: { package: '@types/lodash' } }],
    ])(
      'shows %s at %s, with its readme',
      async (name, spec, wanted) => {
        const { facts, version } = await explore.version(name, spec);
        expect(facts).toMatchObject({ name, status: 'published', isStale: false });
        expect(version).toMatchObject(wanted);
        expect(Date.parse(version.publishedAt ?? '')).toBeGreaterThan(0);
        const readme = await explore.readme(name, version.version, {
          allowOutsideImages: false,
          waitMs: 40_000,
        });
        expect(readme).toMatchObject({ kind: 'readme' });
        expect(await explore.packedSize(name, version.version)).toMatchObject({ kind: 'known' });
      },
      60_000,
    );
  },
);
