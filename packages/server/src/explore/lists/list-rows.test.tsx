import { describe, expect, it } from 'vitest';
import type { DownloadLine } from '../downloads.ts';
import { ListRows } from './list-rows.tsx';

const LINE: DownloadLine = {
  downloads: 1_234,
  through: '2026-11-21',
  from: 'index',
  unknownDays: 0,
  trend: null,
  weeks: [],
};

function draw(line: DownloadLine): string {
  const hit = {
    name: 'ship',
    version: '1.0.0',
    description: null,
    publishedAt: '2026-11-22T11:00:00Z',
    isDeprecated: false,
    downloads: null,
    trend: null,
  };
  return String(
    <ListRows
      hits={[hit]}
      lines={new Map([['ship', line]])}
      now={new Date('2026-11-22T12:00:00Z')}
      isRanked={false}
    />,
  );
}

describe('a list', () => {
  it('has no columns that no row fills', () => {
    const html = draw(LINE);
    expect(html).toContain('class="package-rows list-rows bare"');
    expect(html).not.toMatch(/class="(shape|trend)"/);
  });

  it.each([{ trend: 0.1 }, { weeks: [1, 2] }])('has them for a single row with %o', (told) => {
    const html = draw({ ...LINE, ...told });
    expect(html).toContain('class="package-rows list-rows"');
    expect(html).toContain('class="shape"');
    expect(html).toContain('class="trend"');
  });
});
