import { describe, expect, it } from 'vitest';
import { readCompareNames } from './compare-names.ts';

describe('the names to compare', () => {
  it('are those of the address in their order, each once', () => {
    expect(readCompareNames('react,@babel/core,react,,vue')).toEqual(['react', '@babel/core', 'vue']);
  });

  it('may be pasted with spaces and as pkg:name', () => {
    expect(readCompareNames(' pkg:react,  vue\nsvelte ')).toEqual(['react', 'vue', 'svelte']);
    expect(readCompareNames('')).toEqual([]);
  });

  it('are ten at most, and one more is told what to do', () => {
    const names = Array.from({ length: 10 }, (_, index) => `p${index}`);
    expect(readCompareNames([...names, 'p3'].join(','))).toHaveLength(10);
    expect(() => readCompareNames([...names, 'one-more'].join(','))).toThrow(
      expect.objectContaining({ status: 400, message: '11 packages are more than can be compared.' }),
    );
  });
});
