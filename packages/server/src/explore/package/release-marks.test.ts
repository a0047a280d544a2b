import { expect, it } from 'vitest';
import { releaseMarks } from './release-marks.ts';

it('marks majors before minors before patches; prereleases, odd versions and unknown days are not marked', () => {
  const version = (
    text: string,
    publishedAt: string | null = '2026-01-01T00:00:00Z',
    isPrerelease = false,
  ) => ({
    version: text,
    publishedAt,
    deprecated: null,
    isPrerelease,
  });
  const marks = releaseMarks({
    versions: [
      version('2.0.0'),
      version('1.3.0'),
      version('1.2.4'),
      version('3.0.0-rc.1', undefined, true),
      version('banana'),
      version('1.1.0', null),
      version('1.0.0', 'yesterday'),
    ],
  });
  expect(marks.map(({ label, weight }) => [label, weight])).toEqual([
    ['2.0', 2],
    ['1.3', 1],
    ['1.2.4', 0],
  ]);
});
