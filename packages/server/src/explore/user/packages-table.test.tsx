import { describe, expect, it } from 'vitest';
import { Trend } from './packages-table.tsx';

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
