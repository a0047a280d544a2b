import { createServer, type Server } from 'node:http';
import { closeServer, listen } from '../base/listen.ts';
import type { LoggedRequest } from '../options.ts';
import { createRequestLog } from './request-log.ts';

/** Another host, which must never be sent a credential: it answers empty objects and records what it gets. */
export interface RedirectListener {
  /** Its address; starts it the first time. */
  address(): Promise<string>;
  requests(): readonly LoggedRequest[];
  clear(): void;
  close(): Promise<void>;
}

/** Creates the listener, not yet started. */
export function createRedirectListener(host: string, now: () => number): RedirectListener {
  const log = createRequestLog();
  let server: Server | undefined;
  let started: Promise<number> | undefined;
  return {
    async address() {
      server ??= createServer((request, response) => {
        log.add('registry', request, now()).status = 200;
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end('{}');
      });
      started ??= listen(server, 0, host);
      return `http://${host}:${await started}`;
    },
    requests: log.all,
    clear: log.clear,
    async close() {
      if (server === undefined) return;
      await started;
      await closeServer(server);
    },
  };
}
