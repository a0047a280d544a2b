import type { ServiceName } from './service.ts';

/** What has been learned of the pace that a service allows. */
export interface LearnedPace {
  /** Least time between the starts of two requests; null until a refusal has taught one. */
  readonly intervalMs: number | null;
  /** Refusals for their rate since the last good answer: each doubles the next pause. */
  readonly refusals: number;
}

/**
 * When a service may be asked next, shared by everyone who asks: other processes too, and those after a restart.
 *
 * Every method is one short, synchronous step that never fails for being busy.
 */
export interface PaceStore {
  /**
   * Takes the next free moment, `intervalMs` after the one before it, and behind any cool-down.
   *
   * @returns when the request may be sent, in milliseconds since 1970
   */
  reserve(service: ServiceName, nowMs: number, intervalMs: number): number;
  /** Nobody sends before this moment. A shorter pause never cuts a longer one. */
  coolDown(service: ServiceName, nowMs: number, untilMs: number): void;
  /** The end of the cool-down; 0 where there is none. */
  coolUntilMs(service: ServiceName, nowMs: number): number;
  learned(service: ServiceName): LearnedPace;
  learn(service: ServiceName, pace: LearnedPace): void;
}

/** The longest pause that is kept, whoever asks for it: an hour. */
export const MAX_COOL_DOWN_MS = 3_600_000;
/** As many others may have reserved before: more than that was written by a clock that went wrong. */
const MAX_RESERVED_AHEAD = 64;

/** One service's row, as every store keeps it. */
export interface PaceRow extends LearnedPace {
  readonly nextMs: number;
  readonly coolUntilMs: number;
}

export const EMPTY_PACE: PaceRow = { nextMs: 0, coolUntilMs: 0, intervalMs: null, refusals: 0 };

/** The moment to send at. What lies impossibly far ahead, by a clock that was turned back since, is passed over. */
export function nextMoment(row: PaceRow, nowMs: number, intervalMs: number): number {
  const isSane = row.nextMs <= nowMs + intervalMs * MAX_RESERVED_AHEAD + MAX_COOL_DOWN_MS;
  return Math.max(nowMs, isSane ? row.nextMs : 0, coolDownEnd(row, nowMs));
}

/** The end of the cool-down, or 0 for one that no service can have asked for. */
export function coolDownEnd({ coolUntilMs }: PaceRow, nowMs: number): number {
  return coolUntilMs <= nowMs + MAX_COOL_DOWN_MS ? coolUntilMs : 0;
}

/** The pace of one process, forgotten with it. */
export function createMemoryPace(): PaceStore {
  const rows = new Map<ServiceName, PaceRow>();
  const rowOf = (service: ServiceName) => rows.get(service) ?? EMPTY_PACE;
  const change = (service: ServiceName, part: Partial<PaceRow>) => {
    rows.set(service, { ...rowOf(service), ...part });
  };
  return {
    reserve(service, nowMs, intervalMs) {
      const moment = nextMoment(rowOf(service), nowMs, intervalMs);
      change(service, { nextMs: moment + intervalMs });
      return moment;
    },
    coolDown(service, nowMs, untilMs) {
      change(service, { coolUntilMs: Math.max(untilMs, coolDownEnd(rowOf(service), nowMs)) });
    },
    coolUntilMs: (service, nowMs) => coolDownEnd(rowOf(service), nowMs),
    learned: (service) => rowOf(service),
    learn: (service, { intervalMs, refusals }) => change(service, { intervalMs, refusals }),
  };
}
