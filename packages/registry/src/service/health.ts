import { ConnectorError } from '@shipstats/core';
import { MAX_COOL_DOWN_MS, type PaceStore } from './pace-store.ts';
import type { ServiceName, ServiceState } from './service.ts';
import { serviceTitle } from './service-title.ts';
import type { KeptState, ServiceStateStore } from './state-store.ts';

/** A pause after a refusal that names none; each further one doubles it. */
const FIRST_COOL_DOWN_MS = 60_000;
const LONGEST_COOL_DOWN_MS = 15 * 60_000;
/** How long a failing service is left alone; each further failure doubles it. */
const FIRST_BREAK_MS = 30_000;
const LONGEST_BREAK_MS = 10 * 60_000;
/** Failures that it takes to leave a service alone. One that cannot be reached counts as so many at once. */
const FAILURES_TO_BREAK = 3;
/** Good answers in a row that it takes to go a little faster after a refusal. */
const ANSWERS_TO_SPEED_UP = 40;
const SLOW_DOWN = 1.5;
const SPEED_UP = 0.9;
/** A refusal makes nobody slower than this many times the configured interval. */
const SLOWEST = 8;
/** The interval that a first refusal teaches where none is configured. */
const LEAST_TAUGHT_INTERVAL_MS = 250;
/**
 * Refusals of a firewall in a row that it takes for a pause: one or two may be about what was asked (some lists of
 * names meet a 403), and something smaller be answered.
 */
const FIREWALL_PATIENCE = 3;
/** The moment of the last answer is written so often at most. */
const ANSWERED_AT_STEP_MS = 10_000;

/** What is known of how a service fares, and what follows from it. */
export interface Health {
  state(): ServiceState;
  /** @throws ConnectorError with the kept message while the service is left alone */
  checkOpen(): void;
  /** Whether one request has to show first that it answers again. */
  isProbing(): boolean;
  intervalMs(): number;
  answered(): void;
  /**
   * It said "too many", or a firewall refused, a request that was sent at `sentAtMs`.
   *
   * @returns when it may be asked again; null where nothing stands against asking something else
   */
  refused(
    error: ConnectorError,
    how: { readonly sentAtMs: number; readonly waitMs: number | undefined },
  ): Date | null;
  /** It failed, retries included. `isUnreachable`: not even the head of an answer came. */
  failed(error: ConnectorError, isUnreachable: boolean): void;
}

export interface HealthOptions {
  readonly service: ServiceName;
  readonly baseIntervalMs: number;
  readonly pace: PaceStore;
  readonly states: ServiceStateStore;
  readonly isOff: boolean;
  readonly nowMs: () => number;
  readonly onState?: ((state: ServiceState) => void) | undefined;
}

export function createHealth(options: HealthOptions): Health {
  const { service, baseIntervalMs, pace, states, isOff, nowMs, onState } = options;
  const startedAtMs = nowMs();
  let own: KeptState = {
    service,
    status: isOff ? 'off' : 'unasked',
    answeredAt: null,
    message: isOff ? `${serviceTitle(service)} is switched off.` : null,
    retryAt: null,
    changedAtMs: startedAtMs,
  };
  let failures = 0;
  let breaks = 0;
  let broken: { readonly untilMs: number; readonly error: ConnectorError } | null = null;
  let coolDownBeganMs = Number.NEGATIVE_INFINITY;
  let answersInARow = 0;
  let firewallRefusals = 0;

  const change = (part: Pick<KeptState, 'status' | 'message' | 'retryAt'>) => {
    const answeredAt = newest(own.answeredAt, states.load(service)?.answeredAt ?? null);
    own = { ...own, answeredAt, ...part, changedAtMs: nowMs() };
    states.save(own);
    onState?.(toState(own));
  };

  const learn = (change: { readonly intervalMs?: number | null; readonly refusals: number }) => {
    const before = pace.learned(service);
    const after = { intervalMs: before.intervalMs, ...change };
    if (after.intervalMs !== before.intervalMs || after.refusals !== before.refusals) {
      pace.learn(service, after);
    }
  };

  const intervalMs = () => Math.max(baseIntervalMs, pace.learned(service).intervalMs ?? 0);

  return {
    state() {
      if (isOff) return toState(own);
      const kept = states.load(service);
      // Another process may have asked since; what was before this one began is no news, but for the last answer.
      const latest = kept !== null && kept.changedAtMs > Math.max(own.changedAtMs, startedAtMs) ? kept : own;
      const isOver = latest.retryAt !== null && Date.parse(latest.retryAt) <= nowMs();
      const state = {
        ...toState(latest),
        answeredAt: newest(own.answeredAt, kept?.answeredAt ?? null),
        retryAt: isOver ? null : latest.retryAt,
      };
      const coolUntilMs = pace.coolUntilMs(service, nowMs());
      if (coolUntilMs <= nowMs() || state.status === 'failing') return state;
      const message = state.status === 'limited' ? state.message : limitedMessage(service);
      return { ...state, status: 'limited', message, retryAt: new Date(coolUntilMs).toISOString() };
    },

    checkOpen() {
      if (isOff) throw new ConnectorError(`${serviceTitle(service)} is switched off.`, { code: 'config' });
      if (broken === null || broken.untilMs <= nowMs()) return;
      const { code, status, hint, message } = broken.error;
      throw new ConnectorError(message, { code, status, hint, retryAt: new Date(broken.untilMs) });
    },

    isProbing: () => broken !== null,
    intervalMs,

    answered() {
      failures = 0;
      firewallRefusals = 0;
      breaks = 0;
      broken = null;
      answersInARow += 1;
      const { intervalMs: taught, refusals } = pace.learned(service);
      if (taught !== null && answersInARow % ANSWERS_TO_SPEED_UP === 0) {
        const faster = Math.floor(taught * SPEED_UP);
        const least = Math.max(baseIntervalMs, LEAST_TAUGHT_INTERVAL_MS);
        learn({ intervalMs: faster > least ? faster : null, refusals: 0 });
      } else if (refusals > 0) learn({ refusals: 0 });
      const now = nowMs();
      const answeredAt = new Date(now).toISOString();
      const isNews = own.status !== 'answering' || now - own.changedAtMs >= ANSWERED_AT_STEP_MS;
      own = { ...own, answeredAt };
      if (isNews) change({ status: 'answering', message: null, retryAt: null });
    },

    refused(error, { sentAtMs, waitMs }) {
      answersInARow = 0;
      const now = nowMs();
      if (error.status === 403) {
        firewallRefusals += 1;
        if (firewallRefusals < FIREWALL_PATIENCE && waitMs === undefined) {
          change({ status: 'limited', message: error.message, retryAt: null });
          return null;
        }
      }
      const { refusals, intervalMs: taught } = pace.learned(service);
      // Several that were under way when the first was refused are one refusal.
      const isSame = sentAtMs <= coolDownBeganMs;
      const asked = waitMs === undefined ? undefined : Math.min(Math.max(waitMs, 1_000), MAX_COOL_DOWN_MS);
      const doubled = Math.min(FIRST_COOL_DOWN_MS * 2 ** Math.min(refusals, 10), LONGEST_COOL_DOWN_MS);
      if (!isSame) {
        const slowest = Math.max(baseIntervalMs, LEAST_TAUGHT_INTERVAL_MS) * SLOWEST;
        const slower = Math.max(taught ?? 0, baseIntervalMs, LEAST_TAUGHT_INTERVAL_MS) * SLOW_DOWN;
        learn({ intervalMs: Math.min(Math.ceil(slower), slowest), refusals: refusals + 1 });
        coolDownBeganMs = now;
      }
      if (!isSame || asked !== undefined) pace.coolDown(service, now, now + (asked ?? doubled));
      const retryAt = new Date(pace.coolUntilMs(service, nowMs()));
      change({ status: 'limited', message: error.message, retryAt: retryAt.toISOString() });
      return retryAt;
    },

    failed(error, isUnreachable) {
      answersInARow = 0;
      failures += isUnreachable ? FAILURES_TO_BREAK : 1;
      // A probe that fails shows enough.
      if (failures >= FAILURES_TO_BREAK || broken !== null) {
        const breakMs = Math.min(FIRST_BREAK_MS * 2 ** Math.min(breaks, 10), LONGEST_BREAK_MS);
        // Several that were under way at once are one failure.
        if (broken === null || broken.untilMs <= nowMs()) {
          broken = { untilMs: nowMs() + breakMs, error };
          breaks += 1;
        }
      }
      const retryAt = broken === null ? null : new Date(broken.untilMs).toISOString();
      change({ status: 'failing', message: error.message, retryAt });
    },
  };
}

/** What is said of a service that is left alone for its limits. */
export function limitedMessage(service: ServiceName): string {
  return `${serviceTitle(service)} asks for a pause (too many requests).`;
}

function toState({ changedAtMs: _, ...state }: KeptState): ServiceState {
  return state;
}

function newest(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}
