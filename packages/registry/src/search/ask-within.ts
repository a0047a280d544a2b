import { ConnectorError } from '@shipstats/core';
import type { ServiceState } from '../service/service.ts';
import type { ServiceHit } from './parse-search-answer.ts';
import { MAX_PAGE_SIZE, type SearchService } from './search-service.ts';

/** What the service told within the deadline. */
export interface Told {
  readonly hits: readonly ServiceHit[];
  /** The day of its answer, `YYYY-MM-DD`; null where there was none. */
  readonly day: string | null;
  readonly state: ServiceState;
}

export interface AskWithinOptions {
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks for the first 250 hits and gives what came in time: one request, which all pages of a search share. A service
 * that fails, or is left alone for a while, takes no time; an answer that comes late is kept for the next look.
 */
export async function askWithin(
  service: SearchService,
  query: string,
  options: AskWithinOptions,
): Promise<Told> {
  const end = waitForEnd(options);
  try {
    const page = await Promise.race([service.ask(query, { size: MAX_PAGE_SIZE, from: 0 }), end.reached]);
    if (page !== null) return { hits: page.hits, day: page.asOf.slice(0, 10), state: service.state() };
    // It is still being asked, which is no failure of the service yet; but these results are without it.
    const message = `npm’s search has not answered within ${options.deadlineMs / 1_000} s.`;
    return { hits: [], day: null, state: toTrouble(service.state(), message) };
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    return { hits: [], day: null, state: toTrouble(service.state(), error.message) };
  } finally {
    end.forget();
  }
}

/** Resolves with null when the time is over or nobody wants the answer any more. */
function waitForEnd({ deadlineMs, signal }: AskWithinOptions): {
  reached: Promise<null>;
  forget: () => void;
} {
  let forget = () => {};
  const reached = new Promise<null>((resolve) => {
    const stop = () => resolve(null);
    const timer = setTimeout(stop, deadlineMs);
    signal?.addEventListener('abort', stop, { once: true });
    forget = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    };
    if (signal?.aborted === true) stop();
  });
  return { reached, forget };
}

/** What the service's own state does not tell: an answer that came, but was of no use, or has not come yet. */
function toTrouble(state: ServiceState, message: string): ServiceState {
  if (state.status === 'limited' || state.status === 'failing' || state.status === 'off') return state;
  return { ...state, status: 'failing', message };
}
