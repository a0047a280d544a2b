import { defineConfig } from 'vitest/config';

/**
 * The tests of everything that counts days, in a zone where the day begins 12 or 13 hours before UTC's does:
 * a local date that slipped in where a UTC one belongs shows here.
 */
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source', 'node', 'import', 'module', 'default'] } },
  test: {
    name: 'odd zone',
    include: ['packages/{core,sync,connector-openai,store}/src/**/*.test.ts'],
    env: { TZ: 'Pacific/Auckland', NO_COLOR: '1' },
    testTimeout: 20_000,
  },
});
