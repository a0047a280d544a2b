import { createHash } from 'node:crypto';
import { type Clock, ConnectorError } from '@shipstats/core';
import { z } from 'zod';
import { CONFIGURED_REGISTRY } from '../npm-config/configured-registry.ts';
import type { AnswerStore, Dated } from '../search/kept-answers.ts';
import type { Sourced } from '../service/service.ts';
import type { ServiceClient } from '../service/service-client.ts';
import { toUnknown } from '../service/to-sourced.ts';
import type { Advisory } from './advisory.ts';
import { parseAdvisories } from './parse-advisories.ts';

type Versions = Readonly<Record<string, readonly string[]>>;
type ByName = Readonly<Record<string, readonly Advisory[]>>;

/** Advisories of every named version set, by package; packages without any have an empty list. */
export type ReadAdvisories = (versions: Versions) => Promise<Sourced<ByName>>;

export interface AdvisoriesOptions {
  /** The service `advisories`. */
  readonly client: ServiceClient;
  /** One answer a package and the versions asked for. */
  readonly store: AnswerStore<readonly Advisory[]>;
  readonly clock: Clock;
}

/** Reads advisories that were kept. */
export const keptAdvisoriesSchema: z.ZodType<readonly Advisory[]> = z.array(
  z.object({
    id: z.string(),
    title: z.string(),
    severity: z.enum(['info', 'low', 'moderate', 'high', 'critical']),
    url: z.string().nullable(),
    vulnerableVersions: z.string(),
  }),
);

const MAX_AGE_MS = 3_600_000;
const BATCH_NAMES = 200;
/** So many versions of one package are asked for; a page asks for one. */
const MAX_VERSIONS = 500;
const MAX_NAMES = 5_000;
const MAX_BYTES = 16 * 1024 * 1024;

interface Question {
  readonly name: string;
  readonly versions: readonly string[];
  readonly key: string;
}

/** Asks npm's bulk advisory service, a batch at a time, for what is not known since an hour ago. */
export function createAdvisories({ client, store, clock }: AdvisoriesOptions): ReadAdvisories {
  const asking = new Map<string, Promise<void>>();

  const isFresh = (dated: Dated<unknown> | null) => {
    const ageMs = dated === null ? -1 : clock().getTime() - Date.parse(dated.asOf);
    return ageMs >= 0 && ageMs < MAX_AGE_MS;
  };

  async function ask(batch: readonly Question[]): Promise<void> {
    const body = JSON.stringify(Object.fromEntries(batch.map(({ name, versions }) => [name, versions])));
    const answer = await client.request({
      url: `${CONFIGURED_REGISTRY}-/npm/v1/security/advisories/bulk`,
      method: 'POST',
      accept: 'json',
      maxBytes: MAX_BYTES,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body,
    });
    if (answer.status !== 200) {
      const message = `npm's advisory service answered ${answer.status}: this registry has no advisories.`;
      throw new ConnectorError(message, { code: 'not-found', status: answer.status });
    }
    const names = batch.map(({ name }) => name);
    const advisories = parseAdvisories(answer.body, names);
    const asOf = clock().toISOString();
    for (const { name, key } of batch) store.write(key, { value: advisories.get(name) ?? [], asOf });
  }

  async function askAll(questions: readonly Question[]): Promise<void> {
    for (let at = 0; at < questions.length; at += BATCH_NAMES) {
      const batch = questions.slice(at, at + BATCH_NAMES);
      const key = batch.map((question) => question.key).join(' ');
      // Equal questions at one time are asked once.
      const answer = asking.get(key) ?? ask(batch).finally(() => asking.delete(key));
      asking.set(key, answer);
      await answer;
    }
  }

  return async (versions) => {
    const questions = toQuestions(versions);
    let isStale = false;
    try {
      await askAll(questions.filter(({ key }) => !isFresh(store.read(key))));
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.code === 'aborted') throw error;
      if (questions.some(({ key }) => store.read(key) === null)) return toUnknown(error, 'advisories');
      isStale = true;
    }
    const kept = questions.map(({ name, key }) => ({ name, dated: store.read(key) }));
    const asOf = kept.map(({ dated }) => dated?.asOf ?? '').reduce(older, clock().toISOString());
    const value = Object.fromEntries(kept.map(({ name, dated }) => [name, dated?.value ?? []]));
    return { kind: 'known', value, asOf, isStale };
  };
}

function toQuestions(versions: Versions): Question[] {
  return Object.entries(versions)
    .slice(0, MAX_NAMES)
    .map(([name, list]) => {
      const wanted = [...new Set(list)].sort().slice(0, MAX_VERSIONS);
      const hash = createHash('sha256').update(wanted.join(' ')).digest('base64url').slice(0, 22);
      return { name, versions: wanted, key: `${name} ${hash}` };
    });
}

function older(one: string, other: string): string {
  return other !== '' && other < one ? other : one;
}
