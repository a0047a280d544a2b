import { describe, expect, it } from 'vitest';
import type { Followed } from './follow.ts';
import { writeNpmConfig } from './write-npm-config.ts';

const followed = (kind: Followed['kind'], name: string): Followed => ({
  kind,
  name,
  since: '2026-11-22T00:00:00.000Z',
});

describe('writeNpmConfig', () => {
  it('writes packages and users in order of name', () => {
    const text = writeNpmConfig([
      followed('user', 'yusukebe'),
      followed('package', 'zod'),
      followed('package', '@hono/zod'),
    ]);
    expect(text).toBe(`const npm = {
  name: 'npm',
  connectorId: 'npm',
  config: {
    packages: ['@hono/zod', 'zod'],
    users: ['yusukebe'],
  },
};
`);
  });

  it('writes one a line where they are many', () => {
    const many = Array.from({ length: 20 }, (_, at) => followed('package', `package-${at + 10}`));
    expect(writeNpmConfig(many)).toContain("    packages: [\n      'package-10',\n      'package-11',\n");
  });

  it('writes nothing but names, whatever they hold', () => {
    expect(writeNpmConfig([followed('user', "it's\\")])).toContain("['it\\'s\\\\']");
    const odd = writeNpmConfig([followed('package', "it's\n"), followed('package', 'hono')]);
    expect(odd).toContain("    // npm has no counts of \"it's\\n\".\n    packages: ['hono'],\n");
    expect(writeNpmConfig([])).toContain('config: {},');
  });
});
