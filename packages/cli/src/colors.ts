import picocolors from 'picocolors';
import type { Io, Output } from './io.ts';

export type Colors = ReturnType<typeof picocolors.createColors>;

/** Colours for a stream: `NO_COLOR` and `FORCE_COLOR` decide, else whether it is a terminal. */
export function colorsFor(output: Output, env: Io['env']): Colors {
  return picocolors.createColors(hasColors(output, env));
}

function hasColors(output: Output, env: Io['env']): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return output.isTTY === true && env.TERM !== 'dumb';
}
