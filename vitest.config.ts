import { defineConfig } from 'vitest/config';

/** Source wins over dist, so that no build stands between an edit and its test. */
const resolve = { conditions: ['source'] };
const ssr = { resolve: { conditions: ['source', 'node', 'import', 'module', 'default'] } };

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.{ts,tsx}'],
          environment: 'node',
          env: { TZ: 'UTC', NO_COLOR: '1' },
          testTimeout: 20_000,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          environment: 'node',
          env: { TZ: 'UTC', NO_COLOR: '1' },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
