import { type Clock, ConnectorError } from '@shipstats/core';
import { z } from 'zod';
import { registryPath } from '../names/registry-path.ts';
import type { VersionFacts } from '../packument/package-facts.ts';
import type { PackageCopy } from '../packument/packuments.ts';
import { type AnswerStore, createKeptAnswers } from '../search/kept-answers.ts';
import type { Sourced } from '../service/service.ts';
import type { ServiceClient } from '../service/service-client.ts';
import { toUnknown } from '../service/to-sourced.ts';
import { parseAttestations } from './parse-attestations.ts';
import type { Provenance } from './provenance.ts';

export interface ProvenanceOptions {
  /** The service `attestations`. */
  readonly client: ServiceClient;
  readonly store: AnswerStore<Provenance | null>;
  readonly clock: Clock;
}

/** Reads what was kept of an attestation. */
export const keptProvenanceSchema: z.ZodType<Provenance | null> = z
  .object({
    repository: z.string().nullable(),
    commit: z.string().nullable(),
    build: z.string().nullable(),
    transparencyLog: z.string().nullable(),
    predicateType: z.string(),
  })
  .nullable();

/** What was attested of a version does not change; that the registry tells it wrongly once may be mended. */
const MAX_AGE_MS = 30 * 86_400_000;
const MAX_BYTES = 8 * 1024 * 1024;

export type ReadProvenance = (
  copy: PackageCopy,
  version: VersionFacts,
) => Promise<Sourced<Provenance | null>>;

/** Asks the registry for what it attests of a version, once. */
export function createProvenance({ client, store, clock }: ProvenanceOptions): ReadProvenance {
  const kept = createKeptAnswers<Provenance | null>({
    store,
    maxAgeMs: MAX_AGE_MS,
    clock,
    // A registry may be behind with what it has just published.
    isKept: (value) => value !== null,
  });
  return async ({ facts, registry }, { version, hasProvenance }) => {
    // The packument says whether there is one: nobody needs to be asked.
    if (!hasProvenance) return { kind: 'known', value: null, asOf: facts.asOf, isStale: facts.isStale };
    const path = `${registryPath(facts.name)}@${encodeURIComponent(version)}`;
    const url = `${registry}-/npm/v1/attestations/${path}`;
    try {
      const { value, asOf, isStale } = await kept.get(url, async () => {
        const answer = await client.request({ url, accept: 'json', maxBytes: MAX_BYTES });
        return answer.status === 200 ? parseAttestations(answer.body) : null;
      });
      return { kind: 'known', value, asOf, isStale };
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.code === 'aborted') throw error;
      return toUnknown(error, 'attestations');
    }
  };
}
