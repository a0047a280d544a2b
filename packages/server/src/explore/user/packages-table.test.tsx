import type { DownloadCount } from '@shipstats/registry';
import { describe, expect, it } from 'vitest';
import { PackagesTable, Trend } from './packages-table.tsx';

function titleOf(from: DownloadCount['from']): string {
  const hit = {
    name: 'ship',
    version: null,
    description: null,
    publishedAt: null,
    isDeprecated: false,
    downloads: { downloads: 1_234, through: '2026-11-21', from },
  };
  const html = String(
    <PackagesTable
      label="Packages"
      rows={[{ hit, line: undefined }]}
      sorting={{ key: 'downloads', isDescending: true }}
      url={new URL('http://localhost/@ada')}
      now={new Date('2026-11-22T12:00:00Z')}
    />,
  );
  return /<data value="1234" title="([^"]*)"/.exec(html)?.[1] ?? '';
}

describe('a number in a table of packages', () => {
  it.each([
    ['store', '1,234 through 2026-11-21'],
    ['index', '1,234 by the index of 2026-11-21'],
    ['search', '1,234 as npm’s search said on 2026-11-21'],
  ] as const)('tells of %s what is known', (from, expected) => {
    expect(titleOf(from)).toBe(expected);
  });
});

describe('a trend', () => {
  it.each([
    [0.1234, '<span class="better">+12.3%</span>'],
    [-0.4, '<span class="worse">−40.0%</span>'],
    [0.0004, '<span class="">0%</span>'],
    [-0.0004, '<span class="">0%</span>'],
    [null, '<span class="soft">unknown</span>'],
  ])('of %s is %s', (trend, html) => {
    expect(`${Trend({ trend })}`).toBe(html);
  });
});
