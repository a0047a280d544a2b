import type { FaultRule } from './faults.ts';
import type { SimulatorOptions } from './options.ts';

/** A named situation that a connector must survive: options to start the simulator with. */
export interface Scenario {
  readonly name: string;
  /** What happens, and what the client must show. */
  readonly description: string;
  readonly options: SimulatorOptions;
}

const now = '2026-08-21T10:00:00Z';

function scenario(name: string, description: string, options: SimulatorOptions = {}): Scenario {
  return { name, description, options: { seed: 42, now, ...options } };
}

function fault(action: FaultRule['do'], match: FaultRule['match'] = {}): FaultRule {
  return { match, do: action };
}

/** Every standard scenario. In each: what is stored equals the truth at the clock of the last sync. */
export const scenarios: readonly Scenario[] = [
  scenario('happy', 'Nothing goes wrong.'),
  scenario('backfill-90d', 'Ninety days exist: a first sync fetches them all in windows.', {
    historyDays: 90,
  }),
  scenario(
    'crash-at-every-request',
    'Nothing goes wrong here: the test kills the client after each request.',
    {
      historyDays: 120,
    },
  ),
  scenario(
    'offline-10d',
    'Sync, advance the clock by ten days, sync: all ten days and the lookback are fetched.',
    {
      historyDays: 60,
    },
  ),
  scenario('late-costs', 'Early in the day: usage shows, costs follow hours later.', {
    now: '2026-08-21T02:30:00Z',
  }),
  scenario('string-amounts', 'Every amount is a string with 28 decimals.', {
    switches: { amounts: 'string28' },
  }),
  scenario('broken-tokens', 'Every page token is refused: the client anchors its window anew.', {
    switches: { tokenBroken: true, pageBuckets: 7 },
  }),
  scenario('key-floor', 'Costs by key are refused before 2025-12-06: the clock stands soon after it.', {
    now: '2025-12-20T10:00:00Z',
  }),
  scenario('429-storm', 'Every third request is refused for a moment.', {
    faults: [fault({ kind: 'rateLimit', retryAfterMs: '20' }, { every: 3 })],
  }),
  scenario('quota-429', 'Costs answer 429 insufficient_quota, which no retry mends.', {
    faults: [fault({ kind: 'rateLimit', code: 'insufficient_quota' }, { path: '/costs' })],
  }),
  scenario('5xx-burst', 'The first four requests fail with 503, then all is well.', {
    faults: [fault({ kind: 'burst5xx', count: 4, status: 503 })],
  }),
  scenario('stalled-body', 'The first completions answer stops after 20 bytes.', {
    faults: [fault({ kind: 'stallAfter', bytes: 20 }, { path: 'usage/completions', nth: 1 })],
  }),
  scenario('bad-scope', 'The key `sk-admin-names-only` may read names and nothing else.', {
    keys: { 'sk-admin-names-only': { scopes: ['api.management.read'] } },
  }),
  scenario(
    'wrong-org-all-zero',
    'The key `sk-admin-elsewhere` belongs to an organisation without any usage.',
    {
      keys: {
        'sk-admin-elsewhere': {
          scopes: ['api.usage.read', 'api.management.read'],
          organizations: ['org-elsewhere'],
        },
      },
    },
  ),
  scenario('midnight-rollover', 'The clock crosses midnight between two pages of completions.', {
    now: '2026-08-21T23:59:59Z',
    switches: { pageBuckets: 7 },
    faults: [fault({ kind: 'advanceClock', ms: 2000 }, { path: 'usage/completions', nth: 2 })],
  }),
  scenario('month-close', 'The first days of a month, when the last month is still revised.', {
    now: '2026-09-02T09:00:00Z',
  }),
  scenario(
    'archived-and-deleted-names',
    'A project is archived, one was renamed, a key deleted, one without owner.',
    {
      now: '2026-09-20T10:00:00Z',
    },
  ),
  scenario('duplicate-rows', 'Every bucket tells its first row in two rows of equal dimensions.', {
    switches: { duplicateRows: true },
  }),
  scenario('new-object-type', 'Every bucket holds a row of an object nobody knows.', {
    switches: { newObjectType: true },
  }),
  scenario('currency-mix', 'One cost row a day is in euros.', { switches: { currencyMix: true } }),
];

/** The scenario of that name; throws `RangeError` that lists them. */
export function scenarioNamed(name: string): Scenario {
  const found = scenarios.find((each) => each.name === name);
  if (found !== undefined) return found;
  throw new RangeError(`No scenario "${name}". Scenarios: ${scenarios.map((each) => each.name).join(', ')}`);
}
