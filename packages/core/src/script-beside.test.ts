import { describe, expect, it } from 'vitest';
import { scriptBeside } from './script-beside.ts';

describe('scriptBeside', () => {
  it('is TypeScript in a checkout, where the other packages are read from their sources', () => {
    expect(scriptBeside('file:///shipstats/packages/store/src/open-reader.ts', 'read-worker')).toEqual({
      url: new URL('file:///shipstats/packages/store/src/read-worker.ts'),
      execArgv: ['--conditions=source'],
    });
  });

  it('is JavaScript once built, wherever in the bundle its module has come to', () => {
    expect(scriptBeside('file:///shipstats/dist/chunk-7.js', 'read-worker')).toEqual({
      url: new URL('file:///shipstats/dist/read-worker.js'),
    });
  });
});
