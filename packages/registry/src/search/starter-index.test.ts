import { brotliCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  packStarterIndex,
  readStarterIndex,
  unpackStarterHead,
  unpackStarterIndex,
} from './starter-index.ts';

const counts = {
  builtOn: '2026-11-22',
  names: ['semver', '@babel/core', 'left-pad'],
  downloads: Float64Array.of(2 ** 52, 77, 77),
};

describe('the file of the starter index', () => {
  it('gives back every name and every count exactly', () => {
    expect(unpackStarterIndex(packStarterIndex(counts))).toEqual(counts);
    expect(unpackStarterHead(packStarterIndex(counts))).toEqual({
      builtOn: counts.builtOn,
      size: counts.names.length,
    });
  });

  it('is refused where it is damaged or another file', () => {
    expect(() => unpackStarterIndex(Buffer.from('{}'))).toThrow();
    expect(() =>
      unpackStarterIndex(brotliCompressSync('shipstats-starter-index 1\t2026-11-22\t2\na')),
    ).toThrow('The starter index is damaged');
    for (const read of [unpackStarterIndex, unpackStarterHead]) {
      expect(() => read(brotliCompressSync('something else'))).toThrow('The starter index is damaged');
    }
  });

  it('is never unpacked beyond what one can be', () => {
    expect(() => unpackStarterIndex(brotliCompressSync(Buffer.alloc(30_000_000)))).toThrow();
  });

  it('is not made of counts that are out of order or no whole numbers', () => {
    expect(() => packStarterIndex({ ...counts, downloads: Float64Array.of(1, 2, 3) })).toThrow(RangeError);
    expect(() => packStarterIndex({ ...counts, downloads: Float64Array.of(3.5, 2, 1) })).toThrow(RangeError);
  });
});

describe('the list that ships', () => {
  it('has the 20,000 most downloaded packages of its day, most downloads first', () => {
    const shipped = readStarterIndex();
    expect(shipped.builtOn).toBe('2026-11-22');
    expect(shipped.names.length).toBe(20_000);
    expect(new Set(shipped.names).size).toBe(20_000);
    expect(shipped.names[0]).toBe('semver');
    expect(shipped.downloads[0]).toBe(2_399_072_936);
    expect(
      [...shipped.downloads].every((count, at, all) => count > 0 && count <= (all[at - 1] ?? count)),
    ).toBe(true);
  });
});
