import { ConnectorError } from '@shipstats/core';
import type { SearchService } from './search-service.ts';

/** As many as the service answers in the time that a search waits for it. */
const MAX_WAITING = 3;

/**
 * The service, asked by a few at a time: who comes when they are not answered yet goes without it at once. Otherwise
 * all would wait for a turn that does not come in time, and a service that is not there would be noticed late.
 */
export function fewAtOnce(service: SearchService, maxWaiting = MAX_WAITING): SearchService {
  let waiting = 0;
  return {
    state: () => service.state(),
    async ask(text, range) {
      if (waiting >= maxWaiting) {
        throw new ConnectorError('npm’s search has other questions to answer first.', {
          code: 'rate-limited',
        });
      }
      waiting += 1;
      try {
        return await service.ask(text, range);
      } finally {
        waiting -= 1;
      }
    },
  };
}
