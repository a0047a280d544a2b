import {
  bucketStart,
  type CheckResult,
  type Clock,
  ConnectorError,
  DAY,
  toUnixSeconds,
} from '@shipstats/core';
import { apiMessage } from './auth-errors.ts';
import type { Position } from './cursor.ts';
import type { Endpoint } from './endpoint.ts';
import type { AskListing } from './names.ts';
import type { ReceivedPage } from './read-page.ts';

export interface CheckOptions {
  /** Those to ask: costs and one usage endpoint, or either. */
  readonly endpoints: readonly Endpoint[];
  readonly clock: Clock;
  /** What is assumed and not known: told once the key works. */
  readonly assumed: readonly CheckResult[];
  readonly ask: (endpoint: Endpoint, position: Position) => Promise<ReceivedPage>;
}

/** Asks each endpoint for one finished day: the fewest requests that show whether key, permission and address work. */
export async function checkAccess({
  endpoints,
  clock,
  assumed,
  ask,
}: CheckOptions): Promise<readonly CheckResult[]> {
  const today = bucketStart(toUnixSeconds(clock()), 'day');
  const yesterday = today - DAY;
  const results: CheckResult[] = [];
  let rows = 0;
  for (const endpoint of endpoints) {
    const name = endpoint.resource.endpoint;
    try {
      const page = await ask(endpoint, {
        at: yesterday,
        query: { start: yesterday, end: today, limit: 1 },
        page: null,
      });
      const count = page.buckets.reduce((sum, bucket) => sum + bucket.rows.length, 0);
      rows += count;
      results.push({
        name,
        ok: true,
        message: `reachable: ${count} ${count === 1 ? 'row' : 'rows'} for yesterday`,
      });
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.code === 'aborted') throw error;
      results.push(toFailure(name, error));
    }
  }
  if (!results.every((result) => result.ok)) return results;
  return [...results, ...(rows === 0 ? [nothingYesterday(endpoints)] : []), ...assumed];
}

/** Asks for one project: whether names can be read. A key need not be allowed to, so that is no failure. */
export async function checkNames(ask: AskListing): Promise<CheckResult> {
  const name = 'GET /v1/organization/projects';
  try {
    await ask('projects', { limit: 1 });
    return { name, ok: true, message: 'reachable: names of projects, keys and people can be read' };
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.code === 'aborted') throw error;
    const failure = toFailure(name, error);
    if (error.code !== 'unauthorized' && error.code !== 'forbidden') return failure;
    return { ...failure, ok: true, message: `names cannot be read: ${failure.message}` };
  }
}

function toFailure(name: string, error: ConnectorError): CheckResult {
  const { hint } = error;
  if (hint === undefined) return { name, ok: false, message: error.message };
  const said = apiMessage(error);
  const message =
    error.status === undefined
      ? error.message
      : [`answered ${error.status}.`, said].filter(Boolean).join(' ');
  return { name, ok: false, message, hint };
}

/** A key of another organization is answered with zeros and no error, so zeros are worth a word. */
function nothingYesterday(endpoints: readonly Endpoint[]): CheckResult {
  const isCosts = endpoints.map((endpoint) => endpoint.name === 'costs');
  const nothing = !isCosts.includes(true)
    ? 'no usage'
    : isCosts.includes(false)
      ? 'neither usage nor costs'
      : 'no costs';
  return {
    name: 'data',
    ok: true,
    message: `The key works, but OpenAI reports ${nothing} for yesterday.`,
    hint: 'If there was traffic, the key belongs to another organization, or projectIds leaves it out: see organizationId.',
  };
}
