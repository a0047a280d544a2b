import type { IncomingMessage } from 'node:http';
import type { ServiceName } from '../../service/service.ts';
import type { LoggedRequest } from '../options.ts';

/** Requests kept; older ones are forgotten. */
const MAXIMUM = 20_000;

/** A logged request whose status is not known yet (0). */
export type OpenEntry = { -readonly [K in keyof LoggedRequest]: LoggedRequest[K] };

/** The requests that arrived, with credentials masked. */
export interface RequestLog {
  /** Adds a request and gives its entry, whose status is set when it is answered. */
  add(service: ServiceName, request: IncomingMessage, now: number): OpenEntry;
  all(): readonly LoggedRequest[];
  clear(): void;
}

export function createRequestLog(): RequestLog {
  let entries: OpenEntry[] = [];
  return {
    add(service, request, now) {
      const entry: OpenEntry = {
        service,
        method: request.method ?? '',
        path: request.url ?? '',
        status: 0,
        at: new Date(now).toISOString(),
        headers: plainHeaders(request, true),
      };
      entries.push(entry);
      if (entries.length > MAXIMUM * 1.1) entries = entries.slice(-MAXIMUM);
      return entry;
    },
    all: () => entries.slice(-MAXIMUM).map((entry) => ({ ...entry })),
    clear() {
      entries = [];
    },
  };
}

/** Headers as text by lower-case name. */
export function plainHeaders(request: IncomingMessage, isMasked: boolean): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value === undefined) continue;
    const text = Array.isArray(value) ? value.join(', ') : value;
    headers[name] = isMasked && name === 'authorization' ? text.replace(/\S+$/, '***') : text;
  }
  return headers;
}
