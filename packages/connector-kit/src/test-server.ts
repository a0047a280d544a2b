import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A real HTTP server on loopback that remembers what it was asked. */
export interface TestServer extends AsyncDisposable {
  readonly origin: string;
  readonly requests: readonly IncomingMessage[];
}

/** Starts a server on a free port; `handle` gets the number of the request, from 1. */
export async function startServer(
  handle: (response: ServerResponse, number: number, request: IncomingMessage) => void,
): Promise<TestServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    handle(response, requests.length, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The test server has no port.');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
