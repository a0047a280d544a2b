import { createUsageAnswerer } from './answer-usage.ts';
import { createClock } from './clock.ts';
import { answerControl } from './control.ts';
import { dayOf } from './day.ts';
import { directoryAt, namesOf } from './directory.ts';
import { createFaultBox } from './faults.ts';
import { createLedger } from './ledger.ts';
import { closeServer, listen } from './listen.ts';
import { defaultSwitches, type Simulator, type SimulatorOptions, type SimulatorSwitches } from './options.ts';
import { createRedirectListener } from './redirect-listener.ts';
import { createRequestLog } from './request-log.ts';
import { createHandler } from './server.ts';
import { readTruth } from './truth.ts';
import { createWorld } from './world.ts';

/** Scopes of a key that may read everything there is. */
export const allScopes: readonly string[] = ['api.usage.read', 'api.management.read'];

/**
 * Starts a simulated OpenAI admin API on loopback and resolves when it listens.
 *
 * The same seed and clock always give the same answers. Rejects when the port is taken.
 *
 * @example
 * const simulator = await startSimulator({ seed: 42, now: '2026-08-21T10:00:00Z' });
 * const url = `${simulator.url}/v1/organization/costs?start_time=1787184000`;
 * await fetch(url, { headers: { authorization: `Bearer ${simulator.adminKey}` } });
 * await simulator.close();
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { seed = 42, host = '127.0.0.1', adminKey = 'sk-admin-simulated', historyDays = 400 } = options;
  const clock = createClock(options.now);
  const world = createWorld(seed, options.scale);
  let switches: SimulatorSwitches = { ...defaultSwitches, ...options.switches };
  const ledger = createLedger(world, dayOf(clock.now().getTime()) - historyDays, () => switches);
  const answerer = createUsageAnswerer(ledger, () => switches);
  const faults = createFaultBox(seed, () => performance.now());
  faults.set(options.faults ?? []);
  const keys = new Map(Object.entries({ [adminKey]: { scopes: allScopes }, ...options.keys }));
  const log = createRequestLog([...keys.keys()]);
  const redirects = createRedirectListener(host, [...keys.keys()], clock.now);
  const timers = new Set<NodeJS.Timeout>();

  const server = createHandler({
    world,
    clock,
    faults,
    log,
    answerer,
    authorizer: { keys, organizationId: world.organization.id },
    switches: () => switches,
    control: (request, path, rawQuery) => answerControl(simulator, request, path, rawQuery),
    redirectTarget: redirects.address,
    later(ms, run) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        run();
      }, ms);
      timers.add(timer);
    },
  });
  const port = await listen(server, options.port ?? 0, host);

  const simulator: Simulator = {
    url: `http://${host}:${port}`,
    port,
    adminKey,
    setNow: clock.set,
    advance: clock.advance,
    now: clock.now,
    requests: log.all,
    redirectedRequests: redirects.requests,
    clearRequests() {
      log.clear();
      redirects.clear();
    },
    setFaults: faults.set,
    setSwitches(changed) {
      switches = { ...switches, ...changed };
      ledger.forget();
      answerer.forget();
    },
    truth: (asked) => readTruth(asked, ledger, answerer, switches, clock.now().getTime()),
    names(asOf) {
      const at = asOf === undefined ? clock.now().getTime() : Date.parse(asOf);
      if (Number.isNaN(at)) throw new RangeError(`Not an ISO time: "${asOf}"`);
      return namesOf(directoryAt(world, at));
    },
    async close() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      await Promise.all([closeServer(server), redirects.close()]);
    },
  };
  return simulator;
}
