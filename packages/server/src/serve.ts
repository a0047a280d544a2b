import type { Server, ServerResponse } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { ConfigError } from '@shipstats/core';
import type { Hono } from 'hono';
import { isLoopbackName } from './access/check-host.ts';

export interface StartOptions {
  readonly app: Hono;
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Whether the app asks for a login; see `AppOptions.access`. */
  readonly hasAccess: boolean;
  /** `--insecure`: the user said aloud that everybody in the network may read. */
  readonly isInsecure?: boolean;
}

export interface RunningServer {
  /** The address to open: `http://127.0.0.1:4321`. */
  readonly url: string;
  readonly port: number;
  /** Stops listening, lets answers end, and ends event streams. */
  close(): Promise<void>;
}

/** What is still being answered after this long is cut off. */
const GRACE_MS = 2_000;
/**
 * An idle connection is kept for longer than clients keep theirs: one that ends just as the next request is sent fails
 * it. Node's own five seconds are less than what pages and scripts pause.
 */
const KEEP_ALIVE_MS = 65_000;

/**
 * Listens.
 *
 * @throws ConfigError for a host beyond loopback without a login, and for a port that cannot be used.
 */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { app, host, port } = options;
  if (!isLoopbackName(host.toLowerCase()) && !options.hasAccess && !options.isInsecure) {
    throw new ConfigError([
      {
        path: 'HOST',
        message: `listening on ${host} would show your numbers to everybody who can reach this machine.`,
        hint: 'Set SHIPSTATS_PASSWORD (and SHIPSTATS_TOKEN for scripts), or say --insecure if that is what you want.',
      },
    ]);
  }
  const server = createAdaptorServer({ fetch: app.fetch, hostname: host }) as Server; // without TLS it is this one
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const streams = trackEventStreams(server);
  await listen(server, host, port);
  const address = server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return {
    url: `http://${shown.includes(':') && !shown.startsWith('[') ? `[${shown}]` : shown}:${actualPort}`,
    port: actualPort,
    close: () => close(server, streams),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen(port, host.replace(/^\[|\]$/g, ''), resolve);
  });
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const problem = (path: string, message: string, hint: string) => new ConfigError([{ path, message, hint }]);
  switch (error.code) {
    case 'EADDRINUSE':
      return problem('PORT', `port ${port} is in use.`, `Choose another: PORT=${port + 1} npm start.`);
    case 'EACCES':
      return problem(
        'PORT',
        `port ${port} may not be used by you.`,
        'Choose one above 1023: PORT=4321 npm start.',
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return problem(
        'HOST',
        `${host} is no address of this machine.`,
        'Use HOST=127.0.0.1, or 0.0.0.0 for all.',
      );
    default:
      return error;
  }
}

function close(server: Server, streams: ReadonlySet<ServerResponse>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
    for (const stream of streams) stream.destroy();
  });
}

/** The answers under way that never end by themselves. */
function trackEventStreams(server: Server): ReadonlySet<ServerResponse> {
  const streams = new Set<ServerResponse>();
  server.on('request', (request, response) => {
    if (!request.url?.split('?')[0]?.endsWith('/events')) return;
    streams.add(response);
    response.once('close', () => streams.delete(response));
  });
  return streams;
}
