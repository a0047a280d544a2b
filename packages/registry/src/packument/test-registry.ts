import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A registry on loopback that answers as each test says, and writes down what it was asked. */
export interface TestRegistry {
  /** Ends with a slash. */
  readonly url: string;
  readonly asked: {
    readonly path: string;
    readonly method: string;
    readonly headers: IncomingMessage['headers'];
  }[];
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  close(): Promise<void>;
}

export async function startTestRegistry(
  answer: TestRegistry['answer'] = (_, response) => response.writeHead(404).end('{}'),
): Promise<TestRegistry> {
  const asked: TestRegistry['asked'] = [];
  const server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', method: request.method ?? '', headers: request.headers });
    registry.answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const registry: TestRegistry = {
    url: `http://127.0.0.1:${port}/`,
    asked,
    answer,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return registry;
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}
