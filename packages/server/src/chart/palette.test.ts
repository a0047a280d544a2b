import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignSlots, COLOUR_SLOTS, slotClass } from './palette.ts';

describe('assignSlots', () => {
  it('gives the same key the same slot whatever its rank', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 15 }), (keys) => {
        const there = assignSlots(keys);
        const back = assignSlots([...keys].reverse());
        for (const key of keys) expect(back.get(key)).toBe(there.get(key));
      }),
    );
  });

  it('gives no two keys one slot while there are enough', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: COLOUR_SLOTS }), (keys) => {
        expect(new Set(assignSlots(keys).values()).size).toBe(keys.length);
      }),
    );
  });

  it('follows the places of what is known, on every page', () => {
    const known = ['gpt-5', 'gpt-5-mini', 'gpt-4.1'];
    expect(assignSlots(['gpt-4.1', 'gpt-5'], known)).toEqual(
      new Map([
        ['gpt-5', 0],
        ['gpt-4.1', 2],
      ]),
    );
    expect(assignSlots(['gpt-4.1'], known).get('gpt-4.1')).toBe(2);
  });

  it('copes with more keys than slots', () => {
    const keys = Array.from({ length: 200 }, (_, index) => `k${index}`);
    for (const slot of assignSlots(keys).values()) expect(slot).toBeLessThan(COLOUR_SLOTS);
  });

  it('keeps grey for "other"', () => {
    expect(slotClass(undefined)).toBe('s-other');
    expect(slotClass(3)).toBe('s3');
  });
});
