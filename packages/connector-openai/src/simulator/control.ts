import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.ts';
import { parseDuration } from './clock.ts';
import type { BucketWidth } from './endpoints.ts';
import { parseFaultRules } from './faults.ts';
import type { EndpointName, Simulator, TruthOptions } from './options.ts';
import { listParam, parseParams } from './parse-query.ts';
import { parseSwitches } from './parse-scenario.ts';
import { totalsOf } from './truth.ts';

const help = {
  name: 'OpenAI admin API simulator: all numbers are synthetic',
  api: '/v1/organization/… with "Authorization: Bearer <admin key>"',
  control: {
    'GET /__sim/truth?endpoint=costs&from=&to=&group_by=&bucket_width=&as_of=&project_ids=':
      'what the API says, exact',
    'GET /__sim/names?as_of=': 'what everything is called',
    'GET /__sim/clock': 'the time',
    'POST /__sim/clock {"now": "2026-08-21T10:00:00Z"} or {"advance": "1d"}': 'sets or moves the time',
    'GET /__sim/requests, DELETE /__sim/requests': 'API requests so far',
    'GET /__sim/redirected': 'what the redirect fault led to',
    'POST /__sim/faults [{"match": {"path": "/costs"}, "do": {"kind": "reset"}}], DELETE /__sim/faults':
      'faults',
    'POST /__sim/switches {"amounts": "string"}': 'contested behaviours',
  },
};

/** Answers `/__sim/…` on behalf of a simulator; mistakes answer 400 with what is wrong. */
export async function answerControl(
  simulator: Simulator,
  request: IncomingMessage,
  path: string,
  rawQuery: string,
): Promise<Answer> {
  try {
    const body = request.method === 'POST' ? await readJson(request) : undefined;
    const result = control(simulator, `${request.method} ${path}`, rawQuery, body);
    return result === undefined
      ? json(404, { error: `No ${request.method} ${path}`, ...help })
      : json(200, result);
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError)
      return json(400, { error: error.message });
    throw error;
  }
}

function control(simulator: Simulator, route: string, rawQuery: string, body: unknown): unknown {
  switch (route) {
    case 'GET /':
    case 'GET /__sim':
    case 'GET /__sim/':
      return help;
    case 'GET /__sim/clock':
      return { now: simulator.now().toISOString() };
    case 'POST /__sim/clock':
      return moveClock(simulator, body);
    case 'GET /__sim/requests':
      return { requests: simulator.requests() };
    case 'DELETE /__sim/requests':
      simulator.clearRequests();
      return { requests: [] };
    case 'GET /__sim/redirected':
      return { requests: simulator.redirectedRequests() };
    case 'POST /__sim/faults': {
      const rules = parseFaultRules(body);
      simulator.setFaults(rules);
      return { rules };
    }
    case 'DELETE /__sim/faults':
      simulator.setFaults([]);
      return { rules: [] };
    case 'POST /__sim/switches': {
      const switches = parseSwitches(body);
      simulator.setSwitches(switches);
      return { switches };
    }
    case 'GET /__sim/names': {
      const asOf = parseParams(rawQuery, false).get('as_of')?.[0];
      return { names: simulator.names(asOf) };
    }
    case 'GET /__sim/truth':
      return truth(simulator, rawQuery);
    default:
      return undefined;
  }
}

function moveClock(simulator: Simulator, body: unknown): { now: string } {
  const fields = objectOf(body);
  const { now, advance } = fields;
  if (typeof now === 'string') simulator.setNow(now);
  else if (typeof advance === 'string') simulator.advance(parseDuration(advance));
  else throw new RangeError('The clock takes {"now": "2026-08-21T10:00:00Z"} or {"advance": "1d"}');
  return { now: simulator.now().toISOString() };
}

function truth(simulator: Simulator, rawQuery: string): unknown {
  const params = parseParams(rawQuery, false);
  const first = (name: string) => params.get(name)?.[0] || undefined;
  const from = first('from');
  const to = first('to');
  const asOf = first('as_of') ?? first('asOf');
  const width = first('bucket_width');
  const projectIds = listParam(params, 'project_ids');
  const options: TruthOptions = {
    // `truth` refuses a name that is no endpoint.
    endpoint: (first('endpoint') ?? '') as EndpointName,
    groupBy: listParam(params, 'group_by'),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    // Refused likewise.
    ...(width === undefined ? {} : { width: width as BucketWidth }),
    ...(asOf === undefined ? {} : { asOf }),
    ...(projectIds.length === 0 ? {} : { projectIds }),
  };
  const rows = simulator.truth(options);
  return {
    endpoint: options.endpoint,
    asOf: asOf ?? simulator.now().toISOString(),
    rows,
    totals: totalsOf(rows),
  };
}

function objectOf(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new RangeError('A JSON object is needed');
  return { ...body };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  // An incoming message without an encoding yields buffers.
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  return JSON.parse(Buffer.concat(pieces).toString('utf8'));
}

function json(status: number, value: unknown): Answer {
  const pieces = [Buffer.from(`${JSON.stringify(value, null, 2)}\n`)];
  return { status, headers: { 'content-type': 'application/json' }, pieces };
}
