import type { ModuleFormat } from '@shipstats/registry';

/** What a package's modules are called; null where it is not known. */
export const MODULE_WORDS: Readonly<Record<ModuleFormat, string | null>> = {
  esm: 'ESM',
  cjs: 'CommonJS',
  dual: 'ESM + CommonJS',
  none: 'no code to import',
  unknown: null,
};
