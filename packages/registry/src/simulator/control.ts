import { SERVICE_NAMES, type ServiceName } from '../service/service.ts';
import { parseDuration } from './base/clock.ts';
import type { NpmSimulator } from './options.ts';
import { type Answer, type Asked, jsonAnswer } from './wire/answer.ts';
import { type Fault, parseFault } from './wire/fault.ts';

/** The control and what it needs of a simulator beside its public face. */
export interface ControlContext {
  readonly simulator: NpmSimulator;
  readonly faults: () => Readonly<Partial<Record<ServiceName, Fault>>>;
}

const help = {
  name: "A simulator of npm's services: all packages, people and numbers are made up",
  control: {
    'GET /__sim/state': 'addresses, clock, faults, sizes',
    'GET /__sim/clock': 'the time',
    'POST /__sim/clock {"now": "2026-11-22T10:00:00Z"} or {"advance": "1d"}': 'stops or moves the time',
    'GET /__sim/requests, DELETE /__sim/requests': 'requests so far',
    'GET /__sim/redirected': 'what the redirect fault led to',
    'POST /__sim/faults {"downloads": {"kind": "rate-limit"}, "search": null}, DELETE /__sim/faults':
      'faults',
    'GET /__sim/packages': 'the names that exist now',
    'GET /__sim/truth?package=tidewire&from=2026-11-01&to=2026-11-07':
      'true downloads, holes, the automated floor',
  },
};

/** Answers `/__sim/…` on behalf of a simulator, null for other paths; mistakes answer 400 with what is wrong. */
export async function answerControl(context: ControlContext, asked: Asked): Promise<Answer | null> {
  if (asked.path !== '/__sim' && !asked.path.startsWith('/__sim/')) return null;
  try {
    const body: unknown = asked.method === 'POST' ? JSON.parse((await asked.body()).toString()) : undefined;
    const result = control(context, `${asked.method} ${asked.path.replace(/\/$/, '')}`, asked, body);
    return result === undefined
      ? jsonAnswer(404, { error: `No ${asked.method} ${asked.path}`, ...help })
      : jsonAnswer(200, result);
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError)
      return jsonAnswer(400, { error: error.message });
    throw error;
  }
}

function control({ simulator, faults }: ControlContext, route: string, asked: Asked, body: unknown): unknown {
  switch (route) {
    case 'GET /__sim':
      return help;
    case 'GET /__sim/state':
      return {
        registryUrl: simulator.registryUrl,
        downloadsUrl: simulator.downloadsUrl,
        changesUrl: simulator.changesUrl,
        seed: simulator.world.seed,
        now: simulator.now().toISOString(),
        newestDay: simulator.truth.newestDay(),
        packages: simulator.world.packages(simulator.now().getTime()).length,
        requests: simulator.requests.length,
        faults: faults(),
      };
    case 'GET /__sim/clock':
      return { now: simulator.now().toISOString() };
    case 'POST /__sim/clock':
      return moveClock(simulator, body);
    case 'GET /__sim/requests':
      return { requests: simulator.requests };
    case 'DELETE /__sim/requests':
      simulator.clearRequests();
      return { requests: [] };
    case 'GET /__sim/redirected':
      return { requests: simulator.redirectedRequests };
    case 'GET /__sim/faults':
      return { faults: faults() };
    case 'POST /__sim/faults':
      setFaults(simulator, body);
      return { faults: faults() };
    case 'DELETE /__sim/faults':
      for (const service of SERVICE_NAMES) simulator.setFault(service, null);
      return { faults: {} };
    case 'GET /__sim/packages':
      return { packages: simulator.world.packages(simulator.now().getTime()).map(({ name }) => name) };
    case 'GET /__sim/truth':
      return truthOf(simulator, asked.query);
    default:
      return undefined;
  }
}

function moveClock(simulator: NpmSimulator, body: unknown): unknown {
  const { now, advance } = fieldsOf(body);
  if (typeof now === 'string') simulator.setNow(now);
  else if (typeof advance === 'string') simulator.advance(parseDuration(advance));
  else throw new RangeError('Give {"now": "2026-11-22T10:00:00Z"} or {"advance": "1d"}');
  return { now: simulator.now().toISOString() };
}

function setFaults(simulator: NpmSimulator, body: unknown): void {
  const entries = Object.entries(fieldsOf(body)).map(([name, value]) => {
    const service = SERVICE_NAMES.find((each) => each === name);
    if (service === undefined)
      throw new RangeError(`No service "${name}". Services: ${SERVICE_NAMES.join(', ')}`);
    return [service, value === null ? null : parseFault(value)] as const;
  });
  for (const [service, fault] of entries) simulator.setFault(service, fault);
}

/** The most days that one answer tells. */
const MAX_DAYS = 4_000;

function truthOf({ truth }: NpmSimulator, query: URLSearchParams): unknown {
  const name = query.get('package');
  const to = query.get('to') ?? truth.newestDay();
  const from = query.get('from') ?? to;
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to) && days.length < MAX_DAYS; at += 86_400_000) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return {
    ...(name === null ? {} : { package: name, floorPerDay: truth.floorPerDay(name, to) }),
    days: days.map((day) => ({
      day,
      downloads: name === null ? truth.registryTotal(day) : truth.downloads(name, day),
      isHole: truth.isHole(day),
      ...(name === null ? {} : { reported: truth.reported(name, day) }),
    })),
  };
}

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new RangeError('The body must be a JSON object');
  return { ...body };
}
