import { describe, expect, it } from 'vitest';
import { createRecent } from './recent.ts';

describe('createRecent', () => {
  it('lets go of what was used the longest ago', () => {
    const recent = createRecent<string>({ maxWeight: 10, weigh: (text) => text.length });
    recent.set('a', 'xxxx');
    recent.set('b', 'xxxx');
    recent.get('a');
    recent.set('c', 'xxxx');
    expect([recent.get('a'), recent.get('b'), recent.get('c')]).toEqual(['xxxx', undefined, 'xxxx']);
  });

  it('counts what was replaced or taken out no longer', () => {
    const recent = createRecent<string>({ maxWeight: 10, weigh: (text) => text.length });
    for (let turn = 0; turn < 5; turn += 1) recent.set('a', 'xxxx');
    recent.set('b', 'xxxx');
    recent.delete('b');
    recent.delete('b');
    recent.set('c', 'xxxx');
    expect(recent.get('a')).toBe('xxxx');
  });

  it('keeps one that is too heavy by itself, and nothing beside it', () => {
    const recent = createRecent<string>({ maxWeight: 10, weigh: (text) => text.length });
    recent.set('a', 'x');
    recent.set('b', 'x'.repeat(50));
    expect([recent.get('a'), recent.get('b')?.length]).toEqual([undefined, 50]);
  });
});
