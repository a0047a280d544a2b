/** What goes wrong with a service, and with which of its requests. */
export type Fault = FaultKind & {
  /** Only requests whose path has this in it. */
  readonly path?: string;
  /** Only so many times; then all is well again. */
  readonly times?: number;
};

export type FaultKind =
  /** The whole answer, in drops: so many bytes (512) every so many milliseconds (200). */
  | { readonly kind: 'slow'; readonly bytes?: number; readonly everyMs?: number }
  /** Never answers. */
  | { readonly kind: 'hang' }
  /** Sends half of the answer, then nothing more, with the connection open. */
  | { readonly kind: 'stall' }
  /** Breaks the connection before a word is said. */
  | { readonly kind: 'refuse' }
  /** Breaks the connection in the middle of the answer. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string }
  /** 429, as npm does without `Retry-After` unless there is one. */
  | { readonly kind: 'rate-limit'; readonly retryAfter?: string }
  /** 403 with the page of a firewall. */
  | { readonly kind: 'waf' }
  /** 200 with a page, as hotel networks do. */
  | { readonly kind: 'html' }
  /** Half a document that is told to be whole. */
  | { readonly kind: 'truncate' }
  /** JSON of another shape. */
  | { readonly kind: 'wrong-shape' }
  /** The answer of another package. */
  | { readonly kind: 'wrong-package' }
  /** An answer of so many megabytes (200). */
  | { readonly kind: 'huge'; readonly megabytes?: number }
  /** To another host, which records what it gets. */
  | { readonly kind: 'redirect'; readonly status?: number };

const kinds: Readonly<Record<FaultKind['kind'], true>> = {
  slow: true,
  hang: true,
  stall: true,
  refuse: true,
  reset: true,
  status: true,
  'rate-limit': true,
  waf: true,
  html: true,
  truncate: true,
  'wrong-shape': true,
  'wrong-package': true,
  huge: true,
  redirect: true,
};

const numberFields = ['bytes', 'everyMs', 'status', 'megabytes', 'times'] as const;

/** Reads a fault; throws `RangeError` that names the kinds. */
export function parseFault(value: unknown): Fault {
  if (typeof value !== 'object' || value === null || !('kind' in value) || typeof value.kind !== 'string') {
    throw new RangeError(`A fault is {"kind": …}. Kinds: ${Object.keys(kinds).join(', ')}`);
  }
  if (!Object.hasOwn(kinds, value.kind)) {
    throw new RangeError(`No fault "${value.kind}". Kinds: ${Object.keys(kinds).join(', ')}`);
  }
  const fields: Readonly<Record<string, unknown>> = { ...value };
  for (const name of numberFields) {
    if (fields[name] !== undefined && typeof fields[name] !== 'number')
      throw new RangeError(`Fault "${name}" must be a number`);
  }
  for (const name of ['path', 'retryAfter']) {
    if (fields[name] !== undefined && typeof fields[name] !== 'string')
      throw new RangeError(`Fault "${name}" must be text`);
  }
  if (value.kind === 'status' && typeof fields.status !== 'number')
    throw new RangeError('Fault "status" needs a "status"');
  // Its kind is one of the union's, and its fields have the types of the union's.
  return value as Fault;
}
