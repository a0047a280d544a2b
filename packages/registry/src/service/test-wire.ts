import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Transport } from './transport.ts';

/** A real HTTP server on loopback that answers as each test says, and writes down what it was asked. */
export interface TestServer {
  readonly url: string;
  readonly asked: { readonly url: string; readonly method: string }[];
  close(): Promise<void>;
}

export async function startTestServer(
  answer: (request: IncomingMessage, response: ServerResponse, count: number) => void,
): Promise<TestServer> {
  const asked: { url: string; method: string }[] = [];
  const server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', method: request.method ?? '' });
    answer(request, response, asked.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Sends with the platform's fetch: enough for tests on loopback. */
export const fetchTransport: Transport = async ({ url, ...init }) => {
  const abort = new AbortController();
  init.signal?.addEventListener('abort', () => abort.abort(init.signal?.reason), { once: true });
  const response = await fetch(url, { ...init, signal: abort.signal } as RequestInit); // Uint8Array bodies are bodies
  return {
    status: response.status,
    headers: new Map(response.headers),
    body: response.body ?? new ReadableStream<Uint8Array>({ start: (controller) => controller.close() }),
    discard: () => abort.abort(),
  };
};

/** A clock that stands still but for the sleeps, which take no time and are written down. */
export function createVirtualTime(start = '2026-11-22T10:00:00Z') {
  let now = Date.parse(start);
  const sleeps: number[] = [];
  return {
    clock: () => new Date(now),
    sleep: async (milliseconds: number, signal?: AbortSignal) => {
      signal?.throwIfAborted();
      sleeps.push(milliseconds);
      now += milliseconds;
    },
    sleeps,
    advance(milliseconds: number) {
      now += milliseconds;
    },
  };
}
