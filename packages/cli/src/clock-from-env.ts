import { ConfigError } from '@shipstats/core';
import type { Io } from './io.ts';

/** The clock that `SHIPSTATS_NOW` stops, for repeatable runs against a simulator; else the real one. */
export function clockFrom(env: Io['env'], io: Pick<Io, 'clock'>): Io['clock'] {
  const text = env.SHIPSTATS_NOW;
  if (!text) return io.clock;
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) {
    throw new ConfigError([
      {
        path: 'SHIPSTATS_NOW',
        message: `${JSON.stringify(text)} is not a moment.`,
        hint: 'Write it as 2026-11-22T12:00:00Z, or unset it.',
      },
    ]);
  }
  return () => new Date(milliseconds);
}
