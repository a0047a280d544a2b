import type { IncomingMessage } from 'node:http';
import { maskKey } from './authorize.ts';
import type { LoggedRequest } from './options.ts';

/** Requests kept; older ones are forgotten. */
const maximum = 10_000;

/** A logged request whose status is not known yet (0). */
export type OpenEntry = { -readonly [K in keyof LoggedRequest]: LoggedRequest[K] };

/** The requests that arrived, with keys masked. */
export interface RequestLog {
  /** Adds a request and returns its entry, whose status is set when it is answered. */
  add(request: IncomingMessage, path: string, now: Date): OpenEntry;
  /** A copy of what is there now, oldest first. */
  all(): readonly LoggedRequest[];
  clear(): void;
}

/** Creates an empty log; `secrets` are masked wherever they occur. */
export function createRequestLog(secrets: readonly string[]): RequestLog {
  let entries: OpenEntry[] = [];
  const mask = (text: string) => {
    let masked = text.replace(/\bsk-[\w-]{4,}/g, maskKey);
    for (const secret of secrets) if (secret !== '') masked = masked.replaceAll(secret, maskKey(secret));
    return masked;
  };
  return {
    add(request, path, now) {
      const headers: Record<string, string> = {};
      for (const [name, value] of Object.entries(request.headers)) {
        if (value === undefined) continue;
        const text = Array.isArray(value) ? value.join(', ') : value;
        headers[name] = name === 'authorization' ? text.replace(/\S+$/, maskKey) : mask(text);
      }
      const entry: OpenEntry = {
        at: now.toISOString(),
        method: request.method ?? '',
        path: mask(path),
        rawUrl: mask(request.url ?? ''),
        headers,
        status: 0,
        faults: [],
      };
      entries.push(entry);
      if (entries.length > maximum * 1.1) entries = entries.slice(-maximum);
      return entry;
    },
    all: () => entries.slice(-maximum).map((entry) => ({ ...entry })),
    clear() {
      entries = [];
    },
  };
}
