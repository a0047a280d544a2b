import { ConfigError, ConnectorError, HttpError, StoreError } from '@shipstats/core';
import { colorsFor } from './colors.ts';
import type { Io } from './io.ts';
import { UsageError } from './usage-error.ts';

/** Tells people of an error: what they can mend as a message with a hint, everything else as a bug with its stack. */
export function printError(error: unknown, io: Pick<Io, 'stderr' | 'env'>): void {
  const colors = colorsFor(io.stderr, io.env);
  const known = describeKnown(error);
  if (known !== undefined) {
    io.stderr.write(`${colors.red('error')} ${known}\n`);
    return;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.stderr.write(
    `${colors.red('error')} this is a bug in Shipstats: please report it, with the lines below.\n${stack}\n`,
  );
}

/** The text of an error that its reader can do something about; undefined for a bug. */
export function describeKnown(error: unknown): string | undefined {
  if (error instanceof ConfigError || error instanceof UsageError) return error.message;
  if (error instanceof ConnectorError || error instanceof HttpError || error instanceof StoreError) {
    const { message, hint } = error;
    return hint === undefined || message.includes(hint) ? message : `${message} ${hint}`;
  }
  return undefined;
}
