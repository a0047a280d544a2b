import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createService } from '../service/create-service.ts';
import type { ServiceName } from '../service/service.ts';
import type { ServiceClient } from '../service/service-client.ts';
import type { Transport } from '../service/transport.ts';

/** What a test's server answers. */
export interface TestReply {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is, anything else as JSON. */
  readonly body?: unknown;
  /** Answers after so long. */
  readonly afterMs?: number;
}

export interface TestServer extends AsyncDisposable {
  /** With a slash at its end. */
  readonly url: string;
  /** Paths and queries in the order in which they were asked. */
  readonly requests: string[];
  /** What it answers from now on. */
  reply: (path: URL) => TestReply;
}

/** Serves on loopback whatever a test says. */
export async function startTestServer(reply: (path: URL) => TestReply): Promise<TestServer> {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`; // it listens on a port
  const test: TestServer = {
    url,
    requests: [],
    reply,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return test;

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const path = new URL(request.url ?? '/', url);
    test.requests.push(`${path.pathname}${path.search}`);
    const {
      status = 200,
      type = 'application/json',
      headers = {},
      body = null,
      afterMs = 0,
    } = test.reply(path);
    setTimeout(() => {
      response.writeHead(status, { 'content-type': type, ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    }, afterMs).unref();
  }
}

/** Sends with the runtime's own fetch. */
const testTransport: Transport = async ({ url, method, headers, body, signal }) => {
  const answer = await fetch(url, {
    method: method ?? 'GET',
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined ? {} : { body: body as string }), // tests send text
    ...(signal === undefined ? {} : { signal }),
  });
  return {
    status: answer.status,
    headers: new Map(answer.headers),
    body: answer.body ?? (async function* () {})(),
    discard: () => void answer.body?.cancel().catch(() => {}),
  };
};

/** The real client of a service, without its pace and without second attempts. */
export function createTestClient(name: ServiceName, clock: () => Date = () => new Date()): ServiceClient {
  return createService({
    name,
    transport: testTransport,
    clock,
    sleep: async () => {},
    random: () => 0.5,
    pace: { intervalMs: 0 },
    deadlineMs: 5_000,
    retries: { now: 0, background: 0 },
  });
}
