import { ConnectorError } from '@shipstats/core';
import { z } from 'zod';
import type { ServiceHit } from '../search/parse-search-answer.ts';
import { MAX_PAGE_SIZE, type SearchService } from '../search/search-service.ts';

/** The packages of a user as npm's search service lists them. */
export interface UserListing {
  readonly hits: readonly ServiceHit[];
  /** There are, or may be, more than these. */
  readonly hasMore: boolean;
  /** The service broke off: a later question may bring the rest. */
  readonly isBroken: boolean;
}

/** Reads a listing that was kept. */
export const userListingSchema: z.ZodType<UserListing> = z.object({
  hits: z.array(
    z.object({
      name: z.string(),
      version: z.string().nullable(),
      description: z.string().nullable(),
      publishedAt: z.string().nullable(),
      license: z.string().nullable(),
      keywords: z.array(z.string()),
      publisher: z.string().nullable(),
      maintainers: z.array(z.string()).nullable(),
      homepage: z.string().nullable(),
      repository: z.string().nullable(),
      downloads: z.number().nullable(),
      dependents: z.number().nullable(),
    }),
  ),
  hasMore: z.boolean(),
  isBroken: z.boolean(),
});

/** The service gives some ten pages to one address before it refuses: https://github.com/ayagmar/pi-extmgr/issues/25 */
const MAX_PAGES = 4;

/**
 * Asks for the packages that a user maintains, a thousand at most. The qualifier is undocumented today, so that each
 * package must really name the user: were the text searched for words, others would come.
 *
 * @throws ConnectorError where the service does not answer, or answers something else than was asked
 */
export async function findUserPackages(service: SearchService, user: string): Promise<UserListing> {
  const hits = new Map<string, ServiceHit>();
  let rows = 0;
  let others = 0;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await service
      .ask(`maintainer:${user}`, { size: MAX_PAGE_SIZE, from: rows })
      .catch((error) => {
        // What came before is true, if not all.
        if (hits.size > 0 && error instanceof ConnectorError) return null;
        throw error;
      });
    if (answer === null) return { hits: [...hits.values()], hasMore: true, isBroken: true };
    for (const hit of answer.hits) {
      if (isMaintainer(hit, user)) hits.set(hit.name, hit);
      else others++;
    }
    rows += answer.rows;
    if (answer.rows === 0 || rows >= answer.total) return finish(hits, others, others > 0);
  }
  return finish(hits, others, true);
}

function finish(hits: ReadonlyMap<string, ServiceHit>, others: number, hasMore: boolean): UserListing {
  if (hits.size === 0 && others > 0) {
    throw new ConnectorError('npm’s search does not tell the packages of a user here.', {
      code: 'bad-response',
    });
  }
  return { hits: [...hits.values()], hasMore, isBroken: false };
}

function isMaintainer(hit: ServiceHit, user: string): boolean {
  return hit.maintainers?.some((name) => name.toLowerCase() === user.toLowerCase()) ?? false;
}
