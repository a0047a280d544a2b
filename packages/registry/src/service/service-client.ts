import type { ServiceState } from './service.ts';
import type { TransportRequest } from './transport.ts';

/** In which form a body is wanted. */
export type Accept = 'json' | 'bytes' | 'stream';

/** The body in each form; `json` is null for an answer without one, such as 304. */
export interface AnswerBodies {
  readonly json: unknown;
  readonly bytes: Uint8Array;
  /** Bounded in time and size as it is read; it throws a ConnectorError where either ends. */
  readonly stream: AsyncIterable<Uint8Array>;
}

export interface ServiceRequest<Form extends Accept = Accept> extends TransportRequest {
  readonly accept: Form;
  /** Cap on the decompressed body. */
  readonly maxBytes: number;
  /** `now`: somebody looks at a page, and it goes first. Default. `background`: it may take its time. */
  readonly priority?: 'now' | 'background';
  /** For the whole answer, the body included. A request for `now` keeps it over all its attempts. */
  readonly deadlineMs?: number;
  /** How long it may wait for its turn. Default: the deadline for `now`, five minutes for `background`. */
  readonly waitMs?: number;
  /** Called before each wait that is longer than the pace, for logs. */
  readonly onWait?: (wait: { readonly waitMs: number; readonly reason: string }) => void;
}

export interface ServiceAnswer<Form extends Accept = Accept> {
  readonly status: number;
  /** Lower-case name to value. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: AnswerBodies[Form];
  /** Lets go of a stream that is not read to its end; does nothing otherwise. */
  discard(): void;
}

/** One of npm's services: asked at the pace that it allows, bounded, and left alone while it fails. */
export interface ServiceClient {
  state(): ServiceState;
  /**
   * Sends a request when it is its turn. That something does not exist (404, 410) is an answer.
   *
   * @throws ConnectorError `rate-limited`, `forbidden`, `network`, `timeout`, `server-error`, `bad-response`,
   *   `too-large`, `bad-request`, `unauthorized`, `redirected`, `aborted`, `config` (switched off); `retryAt` is set
   *   where nobody asks again before
   */
  request<Form extends Accept>(request: ServiceRequest<Form>): Promise<ServiceAnswer<Form>>;
}
