/** What went wrong in talking to a source, in words a program can branch on. */
export type ConnectorErrorCode =
  | 'unauthorized'
  | 'forbidden'
  | 'bad-request'
  | 'not-found'
  | 'rate-limited'
  | 'quota-exceeded'
  | 'server-error'
  | 'network'
  | 'timeout'
  | 'bad-response'
  | 'too-large'
  | 'incomplete'
  | 'redirected'
  | 'aborted'
  | 'config';

/** What a `ConnectorError` knows beside its message. */
export interface ConnectorErrorOptions {
  readonly code: ConnectorErrorCode;
  readonly status?: number | undefined;
  /** When the source said that it may be asked again. */
  readonly retryAt?: Date | undefined;
  /** What the reader can do about it. */
  readonly hint?: string | undefined;
  /** The error object that the API answered; never headers, never secrets. */
  readonly body?: unknown;
  readonly cause?: unknown;
}

/** A source failed or lied; the message says what, where, and what to do. */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';
  readonly code: ConnectorErrorCode;
  readonly status: number | undefined;
  readonly retryAt: Date | undefined;
  readonly hint: string | undefined;
  readonly body: unknown;

  constructor(message: string, options: ConnectorErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.status = options.status;
    this.retryAt = options.retryAt;
    this.hint = options.hint;
    this.body = options.body;
  }
}

/** One thing that is wrong in the user's file: where, what, and the way out. */
export interface ConfigProblem {
  /** The place, as a path into the file: `dashboards.ai.widgets.spend.metric.name`. */
  readonly path: string;
  readonly message: string;
  /** "did you mean …", the valid values, or the step that mends it. */
  readonly hint?: string;
}

/** The user's file, flags or environment are wrong; carries every problem at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[], source?: string) {
    const lines = problems.map(
      (problem) =>
        `${problem.path ? `${problem.path}: ` : ''}${problem.message}${problem.hint ? ` ${problem.hint}` : ''}`,
    );
    const head = source
      ? `${source}: ${problems.length === 1 ? '1 problem' : `${problems.length} problems`}\n`
      : '';
    super(head + lines.map((line) => (head || lines.length > 1 ? `  - ${line}` : line)).join('\n'));
    this.problems = problems;
  }
}

/** A request that cannot be answered: the status, and a message that anybody may read. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly hint: string | undefined;

  constructor(status: number, message: string, hint?: string) {
    super(message);
    this.status = status;
    this.hint = hint;
  }
}

/** The store cannot be used as it is: locked, damaged, newer than this program, not writable. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly hint: string | undefined;

  constructor(message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
  }
}
