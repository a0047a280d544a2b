import type { ServiceName } from '../service/service.ts';
import { SERVICE_NAMES } from '../service/service.ts';
import { createClock } from './base/clock.ts';
import { closeServer, listen } from './base/listen.ts';
import { answerControl } from './control.ts';
import { createCounts } from './downloads/counts.ts';
import type { NpmSimulator, NpmSimulatorOptions } from './options.ts';
import { createShelf } from './packages/create-shelf.ts';
import { createHistory } from './packages/history.ts';
import { createReleases } from './packages/releases.ts';
import { createListener, type ServerContext } from './server.ts';
import { answerAdvisories } from './services/answer-advisories.ts';
import { answerChanges } from './services/answer-changes.ts';
import { answerDownloads } from './services/answer-downloads.ts';
import { answerRegistry } from './services/answer-registry.ts';
import { createSearcher } from './services/answer-search.ts';
import { createTruth } from './truth.ts';
import type { Answer, Asked } from './wire/answer.ts';
import { createFaultBox } from './wire/fault-box.ts';
import { createRateLimit } from './wire/rate-limit.ts';
import { createRedirectListener } from './wire/redirect-listener.ts';
import { createRequestLog } from './wire/request-log.ts';
import { createWorld } from './world/create-world.ts';
import { PRIVATE_TOKEN } from './world/people.ts';

/**
 * Starts npm's services for a made-up registry on loopback, and resolves when they listen.
 *
 * The same seed and clock always give the same answers. Rejects when a port is taken.
 *
 * @example
 * const npm = await startNpmSimulator({ seed: 42, now: '2026-11-22T10:00:00Z' });
 * await fetch(`${npm.registryUrl}tidewire`);
 * await fetch(`${npm.downloadsUrl}/downloads/range/last-month/tidewire`);
 * await npm.close();
 */
export async function startNpmSimulator(options: NpmSimulatorOptions = {}): Promise<NpmSimulator> {
  const { seed = 42, host = '127.0.0.1', port = 0, monotonicMs = () => performance.now() } = options;
  const clock = createClock(options.now);
  const world = createWorld(seed);
  const releases = createReleases(seed);
  const counts = createCounts(seed, releases);
  const history = createHistory(world, releases);
  const address = { registryUrl: '' };
  const shelf = createShelf(world, releases, () => address.registryUrl);
  let searcher: ReturnType<typeof createSearcher> | undefined;
  const faults = createFaultBox();
  for (const service of SERVICE_NAMES) faults.set(service, options.faults?.[service] ?? null);
  const log = createRequestLog();
  const redirects = createRedirectListener(host, clock.now);
  const timers = new Set<NodeJS.Timeout>();

  const answer = async (service: ServiceName, asked: Asked): Promise<Answer> => {
    const now = clock.now();
    const { registryUrl } = address;
    switch (service) {
      case 'downloads':
        return answerDownloads({ world, counts, now }, asked);
      case 'changes':
        return answerChanges(history, world.packages(now).length, now, asked);
      case 'search':
        searcher ??= createSearcher({ world, releases, counts, registryUrl });
        return searcher.answer(asked, now);
      case 'advisories':
        return answerAdvisories(asked, now);
      case 'registry':
      case 'attestations':
        return answerRegistry({ world, releases, shelf, history, now, registryUrl }, asked);
      default: {
        const never: never = service;
        return never;
      }
    }
  };

  const context: ServerContext = {
    log,
    faults,
    now: clock.now,
    answer,
    control: (asked) => answerControl({ simulator, faults: faults.all }, asked),
    limits:
      options.limits === 'real'
        ? {
            // One request every two seconds, three at once, no mercy after five refusals.
            downloads: createRateLimit({
              burst: 3,
              tokensPerSecond: 0.5,
              patience: 5,
              blockMs: 60_000,
              monotonicMs,
            }),
            // Ten pages of 250 a minute.
            search: createRateLimit({
              burst: 2_500,
              tokensPerSecond: 2_500 / 60,
              patience: 10,
              blockMs: 60_000,
              monotonicMs,
            }),
          }
        : null,
    redirectTarget: redirects.address,
    sleep: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          timers.delete(timer);
          resolve();
        }, ms);
        timers.add(timer);
      }),
  };

  const servers = (['registry', 'downloads', 'changes'] as const).map((name) =>
    createListener(context, name),
  );
  const closeAll = async () => {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    await Promise.all([...servers.filter((server) => server.listening).map(closeServer), redirects.close()]);
  };
  const ports: number[] = [];
  for (const [index, server] of servers.entries()) {
    try {
      ports.push(await listen(server, port === 0 ? 0 : port + index, host));
    } catch (error) {
      await closeAll();
      throw error;
    }
  }
  const [url = '', downloadsUrl = '', changes = ''] = ports.map((each) => `http://${host}:${each}`);
  address.registryUrl = `${(options.publicUrl ?? url).replace(/\/+$/, '')}/`;

  const simulator: NpmSimulator = {
    url,
    registryUrl: `${url}/`,
    downloadsUrl,
    changesUrl: `${changes}/registry`,
    privateToken: PRIVATE_TOKEN,
    world,
    truth: createTruth(world, releases, counts, clock.now),
    get requests() {
      return log.all();
    },
    clearRequests() {
      log.clear();
      redirects.clear();
    },
    get redirectedRequests() {
      return redirects.requests();
    },
    setFault: faults.set,
    now: () => new Date(clock.now()),
    setNow: clock.set,
    advance: clock.advance,
    close: closeAll,
  };
  return simulator;
}
