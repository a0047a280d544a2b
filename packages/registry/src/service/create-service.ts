import { type Clock, ConnectorError } from '@shipstats/core';
import { type AttemptOptions, attempt, type Outcome, toFailure } from './attempt.ts';
import { createHealth, limitedMessage } from './health.ts';
import { createMemoryPace, type PaceStore } from './pace-store.ts';
import { readBounded } from './read-answer.ts';
import type { ServiceName, ServiceState } from './service.ts';
import type { Accept, AnswerBodies, ServiceAnswer, ServiceClient, ServiceRequest } from './service-client.ts';
import { serviceTitle } from './service-title.ts';
import { createMemoryStates, type ServiceStateStore } from './state-store.ts';
import type { Transport } from './transport.ts';
import { createTurns, NoTurnError, type Sleep } from './turns.ts';

/** How fast a service is asked at most. */
export interface ServicePace {
  /** Least time between the starts of two requests; 0 for none. It grows after refusals, and shrinks back. */
  readonly intervalMs: number;
  /** How many may be under way at one time. Default 4. */
  readonly concurrency?: number;
  /** Where it is kept for other processes and restarts. Default: for this process alone. */
  readonly store?: PaceStore;
}

export interface ServiceOptions {
  readonly name: ServiceName;
  readonly transport: Transport;
  readonly clock: Clock;
  /** Waits for turns and between attempts; fake it together with the clock. Deadlines run on the real clock. */
  readonly sleep: Sleep;
  /** A number in [0, 1), for the jitter. */
  readonly random: () => number;
  readonly pace: ServicePace;
  /** For a whole answer, where a request does not say. */
  readonly deadlineMs: number;
  readonly onState?: (state: ServiceState) => void;
  readonly stateStore?: ServiceStateStore;
  /** Attempts after a failed first one. Default: 1 for `now`, 3 in the background. */
  readonly retries?: { readonly now: number; readonly background: number };
  /** The user switched it off: nothing is sent. */
  readonly isOff?: boolean;
}

const BACKGROUND_WAIT_MS = 5 * 60_000;
const FIRST_BACKOFF_MS = { now: 250, background: 1_000 };
const LONGEST_BACKOFF_MS = 30_000;

/**
 * Makes the client of one of npm's services.
 *
 * @example
 * ```ts
 * const downloads = createService({
 *   name: 'downloads', transport, clock, sleep, random: Math.random,
 *   pace: { intervalMs: 2_000, store: createSqlitePace(db) }, deadlineMs: 20_000,
 * });
 * const { status, body } = await downloads.request({ url, accept: 'json', maxBytes: 1 << 20 });
 * ```
 */
export function createService(options: ServiceOptions): ServiceClient {
  const { name, transport, clock, sleep, random, pace, deadlineMs, onState } = options;
  const { retries = { now: 1, background: 3 }, isOff = false } = options;
  // But for the registry, where companies' firewalls refuse single packages.
  const isForbiddenLimit = name !== 'registry';
  const title = serviceTitle(name);
  const nowMs = () => clock().getTime();
  const store = pace.store ?? createMemoryPace();
  const states = options.stateStore ?? createMemoryStates();
  const health = createHealth({
    service: name,
    baseIntervalMs: pace.intervalMs,
    pace: store,
    states,
    isOff,
    nowMs,
    onState,
  });
  const turns = createTurns({
    service: name,
    pace: store,
    intervalMs: health.intervalMs,
    concurrency: () => (health.isProbing() ? 1 : (pace.concurrency ?? 4)),
    nowMs,
    sleep,
  });

  async function takeTurn(request: ServiceRequest, waitMs: number, isNow: boolean): Promise<() => void> {
    try {
      return await turns.take({
        priority: isNow ? 'now' : 'background',
        waitMs,
        signal: request.signal,
        onWait: (pauseMs) => request.onWait?.({ waitMs: pauseMs, reason: 'rate limit' }),
      });
    } catch (error) {
      if (request.signal?.aborted) throw aborted(title);
      if (!(error instanceof NoTurnError)) throw error;
      const isPaused = store.coolUntilMs(name, nowMs()) > nowMs();
      const message = isPaused
        ? limitedMessage(name)
        : `${title} is busy: too many requests wait for their turn.`;
      throw new ConnectorError(message, { code: 'rate-limited', retryAt: new Date(error.retryAtMs) });
    }
  }

  async function request<Form extends Accept>(request: ServiceRequest<Form>): Promise<ServiceAnswer<Form>> {
    const isNow = request.priority !== 'background';
    const priority = isNow ? 'now' : 'background';
    const limitMs = request.deadlineMs ?? deadlineMs;
    const mayWaitMs = request.waitMs ?? (isNow ? limitMs : BACKGROUND_WAIT_MS);
    let waitedMs = 0;
    let spentMs = 0;
    let failures = 0;

    while (true) {
      health.checkOpen();
      const queuedAtMs = nowMs();
      const endTurn = await takeTurn(request, Math.max(0, mayWaitMs - waitedMs), isNow);
      waitedMs += Math.max(0, nowMs() - queuedAtMs);
      let outcome: Outcome;
      const sentAtMs = nowMs();
      try {
        // While it waited, others may have found that there is no answer.
        health.checkOpen();
        const attemptOptions: AttemptOptions = {
          request,
          transport,
          title,
          nowMs,
          isForbiddenLimit,
          deadlineMs: isNow ? Math.max(1, limitMs - spentMs) : limitMs,
        };
        outcome = await attempt(attemptOptions);
      } catch (error) {
        endTurn();
        throw error;
      }
      spentMs += Math.max(0, nowMs() - sentAtMs);
      if (outcome.kind !== 'stream') endTurn();

      switch (outcome.kind) {
        case 'answer': {
          health.answered();
          const { status, headers, body } = outcome;
          // `attempt` gives the body in the form that the request names.
          return { status, headers, body: body as AnswerBodies[Form], discard() {} };
        }
        case 'stream': {
          health.answered();
          const { answer, deadline } = outcome;
          const end = () => {
            deadline.dispose();
            endTurn();
          };
          // Whoever neither reads nor discards it holds a turn until the deadline, and no longer.
          deadline.signal.addEventListener('abort', end, { once: true });
          const body = streamOf(outcome, request, limitMs, end);
          return {
            status: answer.status,
            headers: answer.headers,
            body: body as AnswerBodies[Form], // as above
            discard() {
              answer.discard();
              end();
            },
          };
        }
        case 'refusal':
          health.answered();
          throw outcome.error;
        case 'aborted':
          throw outcome.error;
        case 'limit': {
          const retryAt = health.refused(outcome.error, { sentAtMs, waitMs: outcome.waitMs });
          const { message, code, status } = outcome.error;
          // A firewall may dislike this very request: whoever sent it decides whether to send it again.
          if (retryAt === null || status === 403 || waitedMs + retryAt.getTime() - nowMs() > mayWaitMs) {
            throw new ConnectorError(message, { code, status, ...(retryAt && { retryAt }) });
          }
          break;
        }
        case 'failure': {
          const { error, isUnreachable } = outcome;
          const mayTryAgain =
            failures < retries[priority] && !health.isProbing() && !(isNow && spentMs >= limitMs);
          if (!mayTryAgain) {
            health.failed(error, isUnreachable);
            const { retryAt } = health.state();
            throw new ConnectorError(error.message, {
              code: error.code,
              status: error.status,
              hint: error.hint,
              retryAt: retryAt === null ? undefined : new Date(retryAt),
            });
          }
          failures += 1;
          const step = Math.min(FIRST_BACKOFF_MS[priority] * 2 ** (failures - 1), LONGEST_BACKOFF_MS);
          const pauseMs = Math.round(step * (0.5 + random() / 2));
          request.onWait?.({
            waitMs: pauseMs,
            reason: error.status ? `${error.status} ${error.code}` : error.code,
          });
          spentMs += pauseMs;
          await sleep(pauseMs, request.signal).catch(() => {
            throw aborted(title);
          });
          break;
        }
        default:
          outcome satisfies never;
      }
    }
  }

  async function* streamOf(
    { answer, deadline }: Extract<Outcome, { kind: 'stream' }>,
    { maxBytes }: ServiceRequest,
    limitMs: number,
    end: () => void,
  ): AsyncGenerator<Uint8Array> {
    try {
      yield* readBounded(answer, { deadline, maxBytes, title });
    } catch (thrown) {
      const failure = toFailure(thrown, {
        ended: deadline.ended(),
        title,
        deadlineMs: limitMs,
        hasHead: true,
      });
      if (!('error' in failure)) throw thrown;
      if (failure.kind === 'failure') health.failed(failure.error, false);
      throw failure.error;
    } finally {
      end();
    }
  }

  return { state: health.state, request };
}

function aborted(title: string): ConnectorError {
  return new ConnectorError(`${title}: the request was aborted.`, { code: 'aborted' });
}
