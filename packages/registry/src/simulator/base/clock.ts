/** The simulator's time: of the machine, of a function, or standing still. */
export interface SimulatorClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Stops the clock at this moment. */
  set(now: string | Date): void;
  /** Moves forward by milliseconds; a running clock goes on running. */
  advance(ms: number): void;
}

/** Starts a clock; throws `RangeError` on an unreadable time. */
export function createClock(now: string | Date | (() => Date) | undefined): SimulatorClock {
  let still: number | null = typeof now === 'string' || now instanceof Date ? readTime(now) : null;
  const live = typeof now === 'function' ? now : () => new Date();
  let ahead = 0;
  return {
    now: () => still ?? live().getTime() + ahead,
    set(moment) {
      still = readTime(moment);
    },
    advance(ms) {
      if (!Number.isFinite(ms)) throw new RangeError(`Not a duration in milliseconds: ${ms}`);
      if (still === null) ahead += ms;
      else still += ms;
    },
  };
}

function readTime(moment: string | Date): number {
  const ms = typeof moment === 'string' ? Date.parse(moment) : moment.getTime();
  if (Number.isNaN(ms)) throw new RangeError(`Not an ISO time: "${String(moment)}"`);
  return ms;
}

/** `1d`, `90m`, `36h`, `30s`, `250ms` → milliseconds; throws `RangeError` on anything else. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: DAY };
  const unit = units[match?.[2] ?? ''];
  if (match === null || unit === undefined)
    throw new RangeError(`Not a duration (like 1d, 90m, 250ms): "${text}"`);
  return Number(match[1]) * unit;
}

const DAY = 86_400_000;
