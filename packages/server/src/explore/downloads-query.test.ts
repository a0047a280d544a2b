import { describe, expect, it } from 'vitest';
import { testLine } from './attention/test-conditions.ts';
import { lastCountedDay, rangeWindow, readRange, wholeDays } from './downloads-query.ts';

describe('the days that are shown of packages', () => {
  it('are whole days up to the last that npm has counted', () => {
    expect(wholeDays(30, '2026-11-20')).toEqual({ from: '2026-10-22', to: '2026-11-21' });
    expect(rangeWindow('1m', '2026-11-20')).toEqual({ from: '2026-10-22', to: '2026-11-21' });
  });

  it('are up to today where nothing was counted yet', () => {
    expect(wholeDays(30, null)).toBe('30d');
    expect(rangeWindow('1y', null)).toBe('364d');
  });

  it('are whole weeks where weeks are drawn', () => {
    // The 20th is a Friday: the last whole week ends with Sunday the 15th. With a Sunday it is the last itself.
    expect(rangeWindow('1y', '2026-11-20')).toEqual({ from: '2025-11-17', to: '2026-11-16' });
    expect(rangeWindow('1y', '2026-11-22')).toEqual({ from: '2025-11-24', to: '2026-11-23' });
  });

  it('end with the latest day of what was read here, whatever a list or a search says', () => {
    expect(lastCountedDay([])).toBeNull();
    expect(
      lastCountedDay([
        testLine({ through: '2026-11-19' }),
        testLine({ through: '2026-11-20' }),
        testLine({ through: '2026-11-21', from: 'search' }),
      ]),
    ).toBe('2026-11-20');
  });

  it('are a range that is offered', () => {
    expect(readRange(undefined)).toBe('4m');
    expect(() => readRange('forever')).toThrow('There is no range "forever".');
  });
});
