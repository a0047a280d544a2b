import type { Io, Output } from './io.ts';

/** One run of a command: the world, with secrets kept out of everything that is written. */
export interface Session extends Io {
  /** From now on these texts are written as `[secret]`. */
  readonly hide: (secrets: readonly string[]) => void;
}

/** Shorter ones would hide ordinary words. */
const SHORTEST_SECRET = 8;

/** Wraps the world for a run of a command. */
export function createSession(io: Io): Session {
  let hidden: readonly string[] = [];
  const redact = (text: string) =>
    hidden.reduce((clean, secret) => clean.replaceAll(secret, '[secret]'), text);
  return {
    ...io,
    stdout: redacted(io.stdout, redact),
    stderr: redacted(io.stderr, redact),
    hide(secrets) {
      const forms = secrets
        .filter((secret) => secret.length >= SHORTEST_SECRET)
        .flatMap((secret) => [secret, encodeURIComponent(secret.toWellFormed())]);
      // Longest first, so that a secret that contains another one goes as a whole.
      hidden = [...new Set([...hidden, ...forms])].sort((left, right) => right.length - left.length);
    },
  };
}

function redacted(output: Output, redact: (text: string) => string): Output {
  return {
    write: (text) => output.write(redact(text)),
    get isTTY() {
      return output.isTTY;
    },
    get columns() {
      return output.columns;
    },
  };
}
