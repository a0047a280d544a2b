import { describe, expect, it } from 'vitest';
import { titleOver } from './title-over.ts';

describe('the title of a widget over another window than its own', () => {
  it.each([
    ['Spend, last 30 days', '30d', '7d', 'Spend, last 7 days'],
    ['OpenAI spend (last 30d)', '30d', 'mtd', 'OpenAI spend (month to date)'],
    ['Input tokens today', '1d', '90d', 'Input tokens, last 90 days'],
    ['Spend, Month to date', 'mtd', '2026-11-01..2026-11-15', 'Spend, 2026-11-01 to 2026-11-15'],
  ])('%s (%s) is over %s: %s', (title, own, window, expected) => {
    const [from = '', to] = window.split('..');
    expect(titleOver(title, own, to === undefined ? window : { from, to })).toBe(expected);
  });

  it.each([
    ['Cost per million input tokens', '30d'],
    ['Last 30 days', '30d'],
    ['What today costs', '1d'],
    ['Spend, last 30 days', '90d'],
  ])('is the same where it does not end with its window: %s (%s)', (title, own) => {
    expect(titleOver(title, own, '7d')).toBe(title);
  });
});
