import type { ConnectorContext } from '@shipstats/core';
import {
  createDownloadsClient,
  createService,
  type DownloadsClient,
  type Transport,
} from '@shipstats/registry';
import {
  type NpmSimulator,
  type NpmSimulatorOptions,
  startNpmSimulator,
} from '@shipstats/registry/simulator';

/** Sends with the platform's fetch: enough for the simulator on loopback. */
const transport: Transport = async ({ url, signal, headers }) => {
  const abort = new AbortController();
  signal?.addEventListener('abort', () => abort.abort(signal.reason), { once: true });
  const response = await fetch(url, { ...(headers && { headers }), signal: abort.signal });
  return {
    status: response.status,
    headers: new Map(response.headers),
    body: response.body ?? new ReadableStream<Uint8Array>({ start: (controller) => controller.close() }),
    discard: () => abort.abort(),
  };
};

/** The simulator with its limits, a clock that stands still but for the sleeps, and clients of it. */
export interface NpmWorld {
  readonly npm: NpmSimulator;
  readonly context: ConnectorContext;
  /** A client as a new process would make it. */
  createDownloads(baseUrl?: string): DownloadsClient;
  /** Paths of the requests to the downloads service since the last look. */
  takeRequests(): string[];
  /** How many of all requests were refused for their rate. */
  refused(): number;
  advance(milliseconds: number): void;
}

export async function startNpmWorld(options: NpmSimulatorOptions = {}): Promise<NpmWorld> {
  let nowMs = Date.parse('2026-11-22T10:00:00Z');
  const clock = () => new Date(nowMs);
  const npm = await startNpmSimulator({ now: clock, limits: 'real', monotonicMs: () => nowMs, ...options });
  const sleep = async (milliseconds: number, signal?: AbortSignal) => {
    signal?.throwIfAborted();
    nowMs += milliseconds;
  };
  const context: ConnectorContext = {
    clock,
    sleep,
    random: () => 0.5,
    env: {},
    fetch: () => Promise.reject(new Error('npm is asked through the downloads client alone')),
    resolveSecret: () => '',
  };
  let taken = 0;
  const own = () => npm.requests.filter(({ service }) => service === 'downloads');
  return {
    npm,
    context,
    createDownloads(baseUrl = npm.downloadsUrl) {
      const service = createService({
        name: 'downloads',
        transport,
        clock,
        sleep,
        random: context.random,
        pace: { intervalMs: 2_000 },
        deadlineMs: 10_000,
      });
      return createDownloadsClient({ service, baseUrl });
    },
    takeRequests() {
      const all = own();
      const paths = all.slice(taken).map(({ path }) => path);
      taken = all.length;
      return paths;
    },
    refused: () => own().filter(({ status }) => status === 429).length,
    advance(milliseconds) {
      nowMs += milliseconds;
    },
  };
}
