import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Answer, sendAnswer } from './answer.ts';
import { answerDirectory } from './answer-directory.ts';
import type { UsageAnswerer } from './answer-usage.ts';
import { ApiError } from './api-error.ts';
import { type Authorizer, authorize } from './authorize.ts';
import type { SimulatorClock } from './clock.ts';
import { type Directory, directoryAt } from './directory.ts';
import { endpoints } from './endpoints.ts';
import { replacementAnswer, rowFilterOf, spoilAnswer } from './fault-answers.ts';
import { type FaultAction, type FaultBox, parseFaultHeader } from './faults.ts';
import type { SimulatorSwitches } from './options.ts';
import { parseParams, parseUsageQuery } from './parse-query.ts';
import { hash } from './random.ts';
import type { RequestLog } from './request-log.ts';
import type { World } from './world.ts';

/** What the request handler works with. */
export interface HandlerContext {
  readonly world: World;
  readonly clock: SimulatorClock;
  readonly faults: FaultBox;
  readonly log: RequestLog;
  readonly answerer: UsageAnswerer;
  readonly authorizer: Authorizer;
  readonly switches: () => SimulatorSwitches;
  /** Answers `/__sim/…`. */
  readonly control: (request: IncomingMessage, path: string, rawQuery: string) => Promise<Answer>;
  /** Address of the second listener, started when first needed. */
  readonly redirectTarget: () => Promise<string>;
  readonly later: (ms: number, run: () => void) => void;
}

/** Creates the HTTP server: log, faults, key, parameters, answer, in this order. */
export function createHandler(context: HandlerContext): Server {
  let count = 0;
  return createServer((request, response) => {
    count += 1;
    handle(context, request, response, count).catch((error: unknown) => {
      // A bug of the simulator: tell it rather than leave the client waiting.
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(error instanceof Error ? (error.stack ?? error.message) : String(error));
    });
  });
}

async function handle(
  context: HandlerContext,
  request: IncomingMessage,
  response: ServerResponse,
  count: number,
): Promise<void> {
  const rawUrl = request.url ?? '/';
  const at = rawUrl.indexOf('?');
  const path = at === -1 ? rawUrl : rawUrl.slice(0, at);
  const rawQuery = at === -1 ? '' : rawUrl.slice(at + 1);
  if (path.startsWith('/__sim') || path === '/') {
    sendAnswer(response, await context.control(request, path, rawQuery), [], context.later);
    return;
  }

  const logged = context.log.add(request, path, context.clock.now());
  const own = ownFaults(request);
  if (own === null) {
    logged.status = 400;
    const pieces = [Buffer.from('x-sim-fault: JSON of a fault action, its kind, or status=503\n')];
    sendAnswer(
      response,
      { status: 400, headers: { 'content-type': 'text/plain' }, pieces },
      [],
      context.later,
    );
    return;
  }
  const actions = [...own, ...context.faults.strike(path)];
  logged.faults = actions;
  for (const action of actions) if (action.kind === 'advanceClock') context.clock.advance(action.ms);
  if (actions.some((action) => action.kind === 'reset' && action.when !== 'after-headers')) {
    request.socket.destroy();
    return;
  }
  const answer =
    (await faultAnswer(context, rawUrl, actions)) ?? normalAnswer(context, request, path, rawQuery, actions);
  const headers = { ...standardHeaders(context, count), ...answer.headers };
  const spoilt = actions.reduce(spoilAnswer, { ...answer, headers });
  logged.status = answer.status;
  sendAnswer(response, spoilt, actions, context.later);
}

/** The fault that a request asks for by header: none, one, or null when it cannot be read. */
function ownFaults(request: IncomingMessage): FaultAction[] | null {
  const header = request.headers['x-sim-fault'];
  if (typeof header !== 'string') return [];
  try {
    return [parseFaultHeader(header)];
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) return null;
    throw error;
  }
}

async function faultAnswer(
  context: HandlerContext,
  rawUrl: string,
  actions: readonly FaultAction[],
): Promise<Answer | null> {
  for (const action of actions) {
    const answer = replacementAnswer(action);
    if (answer !== null) return answer;
    if (action.kind === 'redirect') {
      const location = action.to ?? `${await context.redirectTarget()}${rawUrl}`;
      return { status: action.status ?? 302, headers: { location }, pieces: [] };
    }
  }
  return null;
}

function normalAnswer(
  context: HandlerContext,
  request: IncomingMessage,
  path: string,
  rawQuery: string,
  actions: readonly FaultAction[],
): Answer {
  try {
    return { status: 200, headers: json, pieces: answerPath(context, request, path, rawQuery, actions) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { status: error.status, headers: json, pieces: [Buffer.from(error.body)] };
  }
}

const json = { 'content-type': 'application/json' };

function answerPath(
  context: HandlerContext,
  request: IncomingMessage,
  path: string,
  rawQuery: string,
  actions: readonly FaultAction[],
): readonly Buffer[] {
  const inner = /^(?:\/v1)?\/organization\/(.+)$/.exec(path)?.[1];
  const endpoint = endpoints.find((each) => each.path === inner);
  if (inner === undefined) throw unknownPath(request, path);
  if (request.method !== 'GET') {
    const message = `Not allowed to ${request.method} on ${path}.`;
    throw new ApiError(405, {
      message,
      type: 'invalid_request_error',
      param: null,
      code: 'method_not_supported',
    });
  }
  const switches = context.switches();
  const organization = request.headers['openai-organization'];
  const credentials = {
    authorization: request.headers.authorization,
    organization: typeof organization === 'string' ? organization : undefined,
  };
  const scope = endpoint === undefined ? 'api.management.read' : 'api.usage.read';
  const asked = authorize(context.authorizer, credentials, scope, switches);
  const isEmpty = asked !== context.world.organization.id;
  const params = parseParams(rawQuery, switches.rawPlusIsSpace);
  if (endpoint !== undefined) {
    const now = context.clock.now().getTime();
    const query = parseUsageQuery(endpoint, params, switches, Math.floor(now / 1000));
    const hasEncodedEquals = /(?:^|&)page=[^&]*%3D/i.test(rawQuery);
    return context.answerer.answer(endpoint, query, {
      now,
      hasEncodedEquals,
      isEmpty,
      rowFilter: rowFilterOf(actions),
    });
  }
  const now = context.clock.now().getTime();
  const directory = isEmpty ? nobody : directoryAt(context.world, now);
  const text = answerDirectory(directory, inner, params);
  if (text === null) throw unknownPath(request, path);
  return [Buffer.from(text)];
}

/** What a key of another organisation sees. */
const nobody: Directory = { projects: [], members: [], keys: [] };

function unknownPath(request: IncomingMessage, path: string): ApiError {
  const message = `Invalid URL (${request.method} ${path})`;
  return new ApiError(404, { message, type: 'invalid_request_error', param: null, code: 'unknown_url' });
}

function standardHeaders(context: HandlerContext, count: number): Record<string, string> {
  const id = hash(context.world.seed, 'request', count).toString(16).padStart(8, '0');
  const headers: Record<string, string> = {
    'x-request-id': `req_${id}${String(count).padStart(8, '0')}`,
    'openai-version': '2020-10-01',
    'openai-processing-ms': String(8 + (hash(count) % 90)),
  };
  if (context.switches().rateLimitHeaders) {
    headers['x-ratelimit-limit-requests'] = '60';
    headers['x-ratelimit-remaining-requests'] = String(Math.max(0, 59 - (count % 60)));
    headers['x-ratelimit-reset-requests'] = '1s';
  }
  return headers;
}
