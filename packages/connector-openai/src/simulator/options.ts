import type { BucketWidth } from './endpoints.ts';
import type { FaultAction, FaultRule } from './faults.ts';

/** How `amount.value` is written. `mixed` chooses per row: mostly number and string, at times the two others. */
export type AmountForm = 'number' | 'string' | 'string28' | 'exponent' | 'mixed';

/** Behaviours of the API that reports disagree about; each default is the one that is harder on a client. */
export interface SimulatorSwitches {
  /** Default `mixed`. */
  readonly amounts: AmountForm;
  /** Undocumented fields seen in public captures: `start_time_iso`, `organization_id`, `project_name`, … Default on. */
  readonly wireExtras: boolean;
  /** Splits the first row of every bucket into two rows with equal dimensions. Default off. */
  readonly duplicateRows: boolean;
  /** Adds a daily cost row in `eur`. Default off. */
  readonly currencyMix: boolean;
  /** On some days speech is charged twice, on others embeddings are not charged: a bill that needs a look. Default off. */
  readonly billingErrors: boolean;
  /** Adds a row of an unknown `object` to every bucket that has rows. Default off. */
  readonly newObjectType: boolean;
  /** Status of the "Missing scopes" answer. Default 403. */
  readonly missingScopeStatus: 401 | 403;
  /** Status of the answer to an organisation header that the key does not belong to. Default 401. */
  readonly wrongOrganizationStatus: 401 | 404;
  /** Costs with `limit` over the maximum: an error over 180, or silently 31 buckets. Default `reject180`. */
  readonly costsLimit: 'reject180' | 'clamp31';
  /** An `end_time` in the future. Default `accept`. */
  readonly futureEndTime: 'accept' | 'reject';
  /** Whether costs accept `group_by=user_id`. Default on. */
  readonly costsGroupByUser: boolean;
  /** Unix seconds before which costs refuse `group_by=api_key_id`; null = never refused. Default 1764979200. */
  readonly keyFloor: number | null;
  /** Unaligned `start_time` on usage endpoints. Default `partialFirst`. */
  readonly usageAlignment: 'partialFirst' | 'floor';
  /** Unaligned `start_time` on costs. Default `floor`. */
  readonly costsAlignment: 'partialFirst' | 'floor';
  /** Unknown query parameters answer 400. Default off. */
  readonly rejectUnknownParams: boolean;
  /** A page token whose `=` came as `%3D` is refused. Default off. */
  readonly rejectPercentEncodedToken: boolean;
  /** A raw `+` in the query is read as a space, as most servers do. Default on. */
  readonly rawPlusIsSpace: boolean;
  /** Every page token is refused. Default off. */
  readonly tokenBroken: boolean;
  /** `has_more: true` beside `next_page: null`. Default off. */
  readonly lyingHasMore: boolean;
  /** Every page gives the cursor of its own first bucket again. Default off. */
  readonly sameCursorForever: boolean;
  /** Buckets on a page at most, whatever `limit` asks for; null = as many as it asks for. Default null. */
  readonly pageBuckets: number | null;
  /** The last bucket of a page comes again as the first of the next. Default off. */
  readonly repeatBucketAcrossPages: boolean;
  /** `x-ratelimit-*` headers on every answer. Default off. */
  readonly rateLimitHeaders: boolean;
  /** Days after a day on which its usage is revised. Default [1, 3]. Costs follow usage hours later. */
  readonly usageRevisionDays: readonly number[];
  /** Days after a day on which its cost rows alone are revised. Default [1, 3, 6]. */
  readonly costRevisionDays: readonly number[];
}

/** Every switch at its default. */
export const defaultSwitches: SimulatorSwitches = {
  amounts: 'mixed',
  wireExtras: true,
  duplicateRows: false,
  currencyMix: false,
  billingErrors: false,
  newObjectType: false,
  missingScopeStatus: 403,
  wrongOrganizationStatus: 401,
  costsLimit: 'reject180',
  futureEndTime: 'accept',
  costsGroupByUser: true,
  keyFloor: 1_764_979_200,
  usageAlignment: 'partialFirst',
  costsAlignment: 'floor',
  rejectUnknownParams: false,
  rejectPercentEncodedToken: false,
  rawPlusIsSpace: true,
  tokenBroken: false,
  lyingHasMore: false,
  sameCursorForever: false,
  pageBuckets: null,
  repeatBucketAcrossPages: false,
  rateLimitHeaders: false,
  usageRevisionDays: [1, 3],
  costRevisionDays: [1, 3, 6],
};

/** Size of the simulated organisation. */
export interface SimulatorScale {
  /** Default 6. */
  readonly projects: number;
  /** People who work in a project. Default 3. */
  readonly usersPerProject: number;
  /** Default 3. More are added when `rowsPerDay` needs them. */
  readonly keysPerProject: number;
  /** Models in use when `rowsPerDay` is given. Default 8. */
  readonly models: number;
  /** Rows of a fully grouped day of completions, for benchmarks: so many every day, before revisions take one back. */
  readonly rowsPerDay: number;
}

/** What an extra key may do. Scopes: `api.usage.read` (usage and costs), `api.management.read` (names). */
export interface SimulatorKey {
  readonly scopes: readonly string[];
  /** Organisations the key belongs to; the first answers when no header names one. Default: the simulated one. */
  readonly organizations?: readonly string[];
}

/** What `startSimulator` takes; everything has a default. */
export interface SimulatorOptions {
  /** Decides the whole world. Default 42. */
  readonly seed?: number;
  /** A fixed time stands still until advanced; a function is asked each time. Default: the machine's clock. */
  readonly now?: string | Date | (() => Date);
  /** Default 0: any free port. */
  readonly port?: number;
  readonly host?: '127.0.0.1';
  /** The key that may do everything. Default `sk-admin-simulated`. */
  readonly adminKey?: string;
  readonly keys?: Readonly<Record<string, SimulatorKey>>;
  readonly switches?: Partial<SimulatorSwitches>;
  readonly scale?: Partial<SimulatorScale>;
  /** Days before the start's day that hold data; nothing exists before. Default 400. */
  readonly historyDays?: number;
  readonly faults?: readonly FaultRule[];
}

/** The names of the usage endpoints, and `costs`. */
export type EndpointName =
  | 'completions'
  | 'embeddings'
  | 'moderations'
  | 'images'
  | 'audio_speeches'
  | 'audio_transcriptions'
  | 'vector_stores'
  | 'code_interpreter_sessions'
  | 'file_search_calls'
  | 'web_search_calls'
  | 'costs';

/** A request as it arrived; the key in it is masked. */
export interface LoggedRequest {
  /** ISO time of the simulator's clock. */
  readonly at: string;
  readonly method: string;
  /** Path without query. */
  readonly path: string;
  /** Path and query, byte for byte (but for keys, which are masked). */
  readonly rawUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** 0 when the connection was cut before a status. */
  readonly status: number;
  /** What went wrong with the answer, in the order of the rules; nothing as a rule. */
  readonly faults: readonly FaultAction[];
}

/** Which part of the truth is asked for. */
export interface TruthOptions {
  readonly endpoint: EndpointName;
  /** First day, `YYYY-MM-DD`. Default: the first day that holds data. */
  readonly from?: string;
  /** Day after the last, `YYYY-MM-DD`. Default: the day after today. */
  readonly to?: string;
  /** Default: none, one row a day (and currency). */
  readonly groupBy?: readonly string[];
  /** Of what buckets. Default: `1d`. */
  readonly width?: BucketWidth;
  /** ISO moment at which the API would have been asked. Default: now. */
  readonly asOf?: string;
  readonly projectIds?: readonly string[];
}

/** One row of what the API says, exact. */
export interface TruthRow {
  readonly day: string;
  /** Where its bucket begins, ISO; absent for days. */
  readonly start?: string;
  /**
   * The grouped dimensions, `batch` as `'true'`/`'false'`; for costs also `currency` and `organization_id`, and by line
   * item `quantity_unit`.
   */
  readonly dimensions: Readonly<Record<string, string | null>>;
  /** Exact decimals without trailing zeros; for costs `amount`, and by line item `quantity`. */
  readonly measures: Readonly<Record<string, string>>;
}

/** What something is called at a moment, for a client that asks for everything. */
export interface NameRow {
  readonly kind: 'project' | 'user' | 'service_account' | 'api_key';
  readonly id: string;
  /** Null where nobody gave one. */
  readonly name: string | null;
  readonly isArchived: boolean;
}

/** A running simulator. */
export interface Simulator {
  /** `http://127.0.0.1:PORT`; answers under `/v1/organization/…` and `/organization/…`. */
  readonly url: string;
  readonly port: number;
  readonly adminKey: string;
  /** Sets the clock; from then on it stands still until advanced. */
  setNow(now: string | Date): void;
  /** Moves the clock forward (milliseconds); a running clock goes on running. */
  advance(ms: number): void;
  now(): Date;
  /** The API requests so far, oldest first (the last 10,000); `/__sim/…` is not logged. */
  requests(): readonly LoggedRequest[];
  /** What arrived at the second listener that the `redirect` fault points to. */
  redirectedRequests(): readonly LoggedRequest[];
  clearRequests(): void;
  setFaults(faults: readonly FaultRule[]): void;
  setSwitches(switches: Partial<SimulatorSwitches>): void;
  /** Exactly what the API would answer (without faults), added up by day and group. */
  truth(options: TruthOptions): TruthRow[];
  /** Exactly whom and what the API lists, archived projects and ownerless keys included. `asOf`: ISO; default: now. */
  names(asOf?: string): NameRow[];
  close(): Promise<void>;
}
