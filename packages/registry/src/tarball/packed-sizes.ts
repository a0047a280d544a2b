import { type Clock, ConnectorError } from '@shipstats/core';
import { z } from 'zod';
import { type AnswerStore, createKeptAnswers } from '../search/kept-answers.ts';
import type { Sourced } from '../service/service.ts';
import { toUnknown } from '../service/to-sourced.ts';
import { type TarballSource, type Tarballs, tarballUrl } from './tarballs.ts';

export interface PackedSizesOptions {
  readonly tarballs: Tarballs;
  readonly store: AnswerStore<number | null>;
  readonly clock: Clock;
}

/** Reads what was kept of a size. */
export const keptPackedSizeSchema: z.ZodType<number | null> = z.number().int().nonnegative().nullable();

/** An archive never changes. */
const MAX_AGE_MS = 365 * 86_400_000;

export type ReadPackedSize = (source: TarballSource) => Promise<Sourced<number | null>>;

/** Asks for the size of archives, once each. */
export function createPackedSizes({ tarballs, store, clock }: PackedSizesOptions): ReadPackedSize {
  const kept = createKeptAnswers<number | null>({
    store,
    maxAgeMs: MAX_AGE_MS,
    clock,
    isKept: (size) => size !== null,
  });
  return async (source) => {
    try {
      const { value, asOf, isStale } = await kept.get(tarballUrl(source), () => tarballs.packedSize(source));
      return { kind: 'known', value, asOf, isStale };
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.code === 'aborted') throw error;
      return toUnknown(error, 'registry');
    }
  };
}
