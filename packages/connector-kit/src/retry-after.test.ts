import { describe, expect, test } from 'vitest';
import { parseRetryAfter } from './retry-after.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const parse = (headers: Record<string, string>) => parseRetryAfter(new Headers(headers), NOW);

describe('parseRetryAfter', () => {
  test.each([
    ['250', 250],
    ['0', 0],
    ['250.5', 251],
  ])('reads retry-after-ms: %s as %d ms', (value, expected) => {
    expect(parse({ 'retry-after-ms': value })).toBe(expected);
  });

  test.each([
    ['20', 20_000],
    ['1.5', 1500],
    ['1.1', 1100],
    ['0', 0],
    [' 3 ', 3000],
    ['Sun, 22 Nov 2026 10:00:30 GMT', 30_000],
    ['Sunday, 22-Nov-26 10:00:30 GMT', 30_000],
    ['Sun Nov 22 10:00:30 2026', 30_000],
    ['Sun, 22 Nov 2026 09:59:00 GMT', 0],
  ])('reads retry-after: %s as %d ms', (value, expected) => {
    expect(parse({ 'retry-after': value })).toBe(expected);
  });

  test.each(['-1', 'soon', '', '1e3', '0x10', '20 bananas', 'NaN', 'Infinity', '9'.repeat(40)])(
    'does not guess at retry-after: "%s"',
    (value) => {
      expect(parse({ 'retry-after': value })).toBeUndefined();
    },
  );

  test.each([
    ['6m0s', 360_000],
    ['1s', 1000],
    ['12ms', 12],
    ['9ms', 9],
    ['1h2m3.5s', 3_723_500],
    ['20', 20_000],
    ['1.5', 1500],
    ['500us', 1],
    ['0s', 0],
  ])('reads x-ratelimit-reset-requests: %s as %d ms', (value, expected) => {
    expect(parse({ 'x-ratelimit-reset-requests': value })).toBe(expected);
  });

  test.each(['-1s', '6m0', '1 s', 's', '1d', '', '6m 0s'])(
    'does not guess at x-ratelimit-reset-requests: "%s"',
    (value) => {
      expect(parse({ 'x-ratelimit-reset-requests': value })).toBeUndefined();
    },
  );

  test('prefers retry-after-ms, then retry-after, then the rate limit', () => {
    const rate = { 'x-ratelimit-reset-requests': '6m0s' };
    expect(parse({ ...rate, 'retry-after': '20', 'retry-after-ms': '250' })).toBe(250);
    expect(parse({ ...rate, 'retry-after': '20', 'retry-after-ms': 'junk' })).toBe(20_000);
    expect(parse({ ...rate, 'retry-after': '-1', 'retry-after-ms': '-5' })).toBe(360_000);
  });

  test('leaves the rate limit out when told so', () => {
    const headers = new Headers({ 'x-ratelimit-reset-requests': '6m0s' });
    expect(parseRetryAfter(headers, NOW, { rateLimitReset: false })).toBeUndefined();
  });

  test('is undefined without any such header', () => {
    expect(parse({})).toBeUndefined();
  });
});
