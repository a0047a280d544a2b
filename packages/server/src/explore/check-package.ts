import { HttpError } from '@shipstats/core';
import type { Explore } from '@shipstats/registry';

/**
 * Refuses what is no package, for what is known without the registry: where that does not answer, counts may be there.
 *
 * @throws HttpError 400 for what is no name, 404 for what does not exist, 410 for what was removed
 */
export async function checkPackage(name: string, explore: Pick<Explore, 'package'>): Promise<void> {
  await explore.package(name).catch((error: unknown) => {
    if (!(error instanceof HttpError) || [400, 404, 410].includes(error.status)) throw error;
  });
}
