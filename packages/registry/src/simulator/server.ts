import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { ServiceName } from '../service/service.ts';
import { type Answer, type Asked, jsonAnswer, textAnswer } from './wire/answer.ts';
import { replacementAnswer, tooMany, wafPage } from './wire/fault-answer.ts';
import type { FaultBox } from './wire/fault-box.ts';
import type { RateLimit } from './wire/rate-limit.ts';
import { plainHeaders, type RequestLog } from './wire/request-log.ts';
import { sendAnswer } from './wire/send-answer.ts';

/** The listeners, each an address of its own as npm's are. */
export type ListenerName = 'registry' | 'downloads' | 'changes';

/** What a listener works with. */
export interface ServerContext {
  readonly log: RequestLog;
  readonly faults: FaultBox;
  readonly now: () => number;
  readonly answer: (service: ServiceName, asked: Asked) => Promise<Answer>;
  /** Answers `/__sim/…`; null for anything else. */
  readonly control: (asked: Asked) => Promise<Answer | null>;
  /** Null where nobody is refused. */
  readonly limits: { readonly downloads: RateLimit; readonly search: RateLimit } | null;
  readonly redirectTarget: () => Promise<string>;
  readonly sleep: (ms: number) => Promise<void>;
}

/** The largest body that is read. */
const MAX_BODY = 8 * 1024 * 1024;
/** What the firewall before the downloads service takes for an attack. */
const SUSPICIOUS = /select|passwd|<script|%3cscript/i;

/** Creates one listener: log, fault, limit, answer, in this order. */
export function createListener(context: ServerContext, listener: ListenerName): Server {
  return createServer((request, response) => {
    handle(context, listener, request, response).catch((error: unknown) => {
      // A bug of the simulator: tell it rather than leave the client waiting.
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(error instanceof Error ? (error.stack ?? error.message) : String(error));
    });
  });
}

async function handle(
  context: ServerContext,
  listener: ListenerName,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = readAsked(request);
  const control = await context.control(asked);
  if (control !== null) return sendAnswer(request, response, control, null, context.sleep);

  const service = serviceOf(listener, asked.path);
  const entry = context.log.add(service, request, context.now());
  const fault = context.faults.strike(service, request.url ?? '');
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'refuse') {
    request.socket.destroy();
    return;
  }
  const redirectTo =
    fault?.kind === 'redirect' ? `${await context.redirectTarget()}${request.url ?? ''}` : '';
  const replacement = fault === null ? null : replacementAnswer(fault, redirectTo);
  const client = request.socket.remoteAddress ?? '';
  const answer =
    replacement ?? limited(context, service, asked, client) ?? (await context.answer(service, asked));
  const told = fault?.kind === 'wrong-package' ? renamed(answer) : answer;
  entry.status = told.status;
  await sendAnswer(request, response, told, fault, context.sleep);
}

function limited(context: ServerContext, service: ServiceName, asked: Asked, client: string): Answer | null {
  const { limits } = context;
  if (limits === null) return null;
  if (service === 'downloads') {
    if (!limits.downloads.take(client, 1)) return tooMany();
    if (SUSPICIOUS.test(asked.path)) return textAnswer(403, 'text/html; charset=UTF-8', wafPage);
  }
  if (service === 'search') {
    const size = Math.min(250, Math.max(20, Number(asked.query.get('size') ?? 20) || 20));
    if (!limits.search.take(client, size)) return tooMany();
  }
  return null;
}

function serviceOf(listener: ListenerName, path: string): ServiceName {
  if (listener !== 'registry') return listener;
  if (path.startsWith('/-/v1/search')) return 'search';
  if (path.startsWith('/-/npm/v1/security/')) return 'advisories';
  if (path.startsWith('/-/npm/v1/attestations/') || path.startsWith('/-/npm/v1/keys')) return 'attestations';
  return 'registry';
}

function readAsked(request: IncomingMessage): Asked {
  const url = request.url ?? '/';
  const at = url.indexOf('?');
  return {
    method: request.method ?? 'GET',
    path: at < 0 ? url : url.slice(0, at),
    query: new URLSearchParams(at < 0 ? '' : url.slice(at + 1)),
    headers: plainHeaders(request, false),
    async body() {
      const pieces: Buffer[] = [];
      let length = 0;
      for await (const piece of request) {
        length += piece.length;
        if (length > MAX_BODY) throw new RangeError(`A body of more than ${MAX_BODY} bytes`);
        pieces.push(piece);
      }
      const whole = Buffer.concat(pieces);
      return request.headers['content-encoding'] === 'gzip'
        ? gunzipSync(whole, { maxOutputLength: MAX_BODY })
        : whole;
    },
  };
}

/** The answer with the name of another package in every place where it says its own. */
function renamed(answer: Answer): Answer {
  if (!Buffer.isBuffer(answer.body)) return jsonAnswer(200, { name: 'another-package', versions: {} });
  const body = answer.body.toString().replace(/"(name|package|_id|id)":"[^"]*"/g, '"$1":"another-package"');
  return { ...answer, body: Buffer.from(body) };
}
