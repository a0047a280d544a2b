import type { FaultAction, FaultRule } from '@shipstats/connector-openai/simulator';
import type { Connector, FetchEvent } from '@shipstats/core';
import type { Run } from '@shipstats/store';
import { describe, expect, it } from 'vitest';
import { createOpenAIWorld, expectTruth, type OpenAIWorld } from './testing/openai-world.ts';

/** Every way in which the simulator fails without saying anything false. */
const failures: readonly FaultAction[] = [
  ...[400, 401, 403, 404, 408, 409, 500, 503, 504].map((status): FaultAction => ({ kind: 'status', status })),
  { kind: 'status', status: 500, headers: { 'x-should-retry': 'false' } },
  { kind: 'burst5xx', count: 1000, status: 502 },
  { kind: 'rateLimit' },
  { kind: 'rateLimit', retryAfter: '2' },
  { kind: 'rateLimit', retryAfterMs: '250' },
  { kind: 'rateLimit', ratelimitReset: '1s' },
  { kind: 'rateLimit', retryAfter: '86400' },
  { kind: 'rateLimit', code: 'insufficient_quota' },
  { kind: 'tokenBucket', rpm: 60_000, burst: 1 },
  { kind: 'delay', headersMs: 5, bodyMs: 5 },
  { kind: 'stallAfter', bytes: 20 },
  ...(['length', 'chunked', 'clean'] as const).map(
    (how): FaultAction => ({ kind: 'truncate', bytes: 60, how }),
  ),
  ...(['trailing-comma', 'bom', 'nan', 'invalid-utf8'] as const).map(
    (how): FaultAction => ({ kind: 'malformed', how }),
  ),
  { kind: 'emptyBody200' },
  { kind: 'html200' },
  { kind: 'reset', when: 'before-headers' },
  { kind: 'reset', when: 'after-headers' },
  { kind: 'gzip' },
  { kind: 'gzip', broken: true },
  { kind: 'redirect' },
  { kind: 'advanceClock', ms: 500 },
  // These two are told in the run and read again.
  { kind: 'unknownObject' },
  { kind: 'badAmount', raw: '"NaN"' },
];

const HOUR_MS = 3_600_000;
const onePercent = (actions: readonly FaultAction[]): FaultRule[] =>
  actions.map((action) => ({ match: { probability: 0.01 }, do: action }));

function worldOf(lookbackDays: number): Promise<OpenAIWorld> {
  return createOpenAIWorld({
    // A page a day, for many requests; a small organisation, for quick ones.
    simulator: { now: '2026-08-20T12:30:00Z', scale: { projects: 2 }, switches: { pageBuckets: 1 } },
    connector: { lookbackDays },
    limits: { timeoutMs: 250 },
  });
}

/** Whether an answer with this fault is none, in whatever else it went wrong. */
function isNoAnswer(fault: FaultAction): boolean {
  switch (fault.kind) {
    case 'delay':
    case 'advanceClock':
    case 'unknownObject':
    case 'badAmount':
      return false;
    case 'gzip':
      return fault.broken === true;
    default:
      return true;
  }
}

/** Notes by resource what the connector tells while it reads. */
function listeningTo(connector: Connector) {
  const told = new Map<string, FetchEvent[]>();
  const listening: Connector = {
    ...connector,
    fetch(request) {
      const events = told.get(request.resource) ?? [];
      told.set(request.resource, events);
      return connector.fetch({
        ...request,
        onEvent: (event) => {
          events.push(event);
          request.onEvent(event);
        },
      });
    },
  };
  return { connector: listening, told };
}

/** The run log must tell of a run what the simulator saw of it, resource by resource. */
function expectLogged(world: OpenAIWorld, run: Run, told: ReadonlyMap<string, readonly FetchEvent[]>): void {
  for (const log of run.resources) {
    const { resource, error, warnings, status } = log;
    const endpoint = world.connector.resources.find(({ name }) => name === resource)?.endpoint;
    const seen = world.simulator.requests().filter(({ path }) => `GET ${path}` === endpoint);
    const broken = seen.filter(({ faults }) => faults.some(isNoAnswer));
    const refused = seen.filter(({ status, faults }) => status === 400 && !faults.some(isNoAnswer));
    const events = told.get(resource) ?? [];
    const timeouts =
      events.filter((event) => event.kind === 'wait' && event.reason === 'timeout').length +
      (error?.message.includes('took longer than') ? 1 : 0);
    // The machine is busy too: these took too long though nothing was wrong, and some of them were never sent.
    const slow =
      timeouts - broken.filter(({ faults }) => faults.some(({ kind }) => kind === 'stallAfter')).length;
    const unseen = log.requests - seen.length;
    expect([resource, unseen >= 0, unseen <= Math.max(0, slow)]).toEqual([resource, true, true]);
    // Each answer that was none is an attempt more, the end of the resource, or of a resumed fetch that begins anew.
    const ended =
      (status === 'failed' ? 1 : 0) + warnings.filter((one) => one.includes('it starts anew')).length;
    expect([resource, log.retries + ended]).toEqual([resource, broken.length + Math.max(0, slow)]);
    // Each refused token is told, and asked without.
    const anew = events.filter(
      (event) => event.kind === 'warning' && event.message.includes('refused its own page token'),
    );
    expect([resource, anew.length]).toEqual([resource, refused.length]);
    if (status === 'failed')
      expect([resource, error?.message]).toEqual([resource, expect.stringContaining('openai')]);
    else if (status === 'partial') expect([resource, warnings]).not.toEqual([resource, []]);
    else expect([resource, status, error]).toEqual([resource, 'succeeded', null]);
  }
}

describe('a source that fails at one request in a hundred, in each way there is', () => {
  it('is read to the end by syncing again, and every failure stands in the run log', async () => {
    await using world = await worldOf(40);
    const { start } = world.history();
    world.simulator.setFaults(onePercent(failures));
    const statuses = new Set<string>();
    const errors = new Set<string>();
    let requests = 0;
    for (let hour = 0; hour < 30; hour += 1) {
      world.simulator.clearRequests();
      const { connector, told } = listeningTo(world.connector);
      const run = await world.sync({ connector });
      requests += world.simulator.requests().length;
      expectLogged(world, run, told);
      for (const { status, error } of run.resources) {
        statuses.add(status);
        if (error !== null) errors.add(error.message);
      }
      world.simulator.advance(HOUR_MS);
    }
    expect(requests).toBeGreaterThan(1_000);
    expect(statuses).toEqual(new Set(['succeeded', 'partial', 'failed']));
    expect(errors.size).toBeGreaterThan(5);
    // The key was never sent elsewhere.
    expect(world.simulator.redirectedRequests()).toEqual([]);

    // Whatever is missing comes with one of the next syncs, though the source is no better.
    let missing = world.connector.resources.map(({ name }) => name);
    for (let again = 0; missing.length > 0 && again < 30; again += 1) {
      const run = await world.sync({ only: missing });
      const isRead = new Map(run.resources.map(({ resource, status }) => [resource, status === 'succeeded']));
      missing = missing.filter((name) => isRead.get(name) !== true);
    }
    expect(missing).toEqual([]);
    // Waiting took time, and today goes on: of the days that are not final, what is compared is read now.
    world.simulator.setFaults([]);
    await world.sync();
    await expectTruth(world, { window: { start, end: world.history().end } });
  }, 120_000);

  it.each<FaultAction>([
    { kind: 'dropRows', every: 2 },
    { kind: 'nullDims' },
    { kind: 'huge', rows: 200 },
    { kind: 'badAmount' },
    { kind: 'unknownObject' },
  ])('and one that says what is not so ($kind) is right again once it says what is', async (action) => {
    // Days that are read again anyway: nobody can tell an older one that it was false.
    await using world = await worldOf(4);
    world.simulator.setFaults([{ match: { every: 3 }, do: action }]);
    await world.sync();
    world.simulator.setFaults([]);
    world.simulator.advance(60_000);
    const run = await world.sync();
    expect(run.status).toBe('succeeded');
    await expectTruth(world);
  });
});
