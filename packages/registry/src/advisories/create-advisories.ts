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
  /** The address of the registry that is asked, for the keys: another one knows of others. */
  readonly registry: () => Promise<string>;
  /** One answer a registry, package, and the versions asked for. */
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
/** A question holds so many versions; a package that has more is asked for in several. */
const QUESTION_VERSIONS = 1_000;
const MAX_BYTES = 16 * 1024 * 1024;

type Found = Dated<readonly Advisory[]>;

interface Question {
  readonly name: string;
  readonly versions: readonly string[];
  readonly key: string;
}

/** Asks npm's bulk advisory service, a batch at a time, for what is not known since an hour ago. */
export function createAdvisories({ client, registry, store, clock }: AdvisoriesOptions): ReadAdvisories {
  const asking = new Map<string, Promise<ReadonlyMap<string, Found>>>();

  const isFresh = (dated: Found | undefined) => {
    const ageMs = dated === undefined ? -1 : clock().getTime() - Date.parse(dated.asOf);
    return ageMs >= 0 && ageMs < MAX_AGE_MS;
  };

  async function ask(batch: readonly Question[]): Promise<ReadonlyMap<string, Found>> {
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
    const found = new Map<string, Found>();
    for (const { name, key } of batch) {
      const value = advisories.get(name);
      if (value === undefined) continue;
      found.set(key, { value, asOf });
      store.write(key, { value, asOf });
    }
    return found;
  }

  /** Puts into `found` what comes, so that it is there also where a later batch fails. */
  async function askAll(questions: readonly Question[], found: Map<string, Found>): Promise<void> {
    for (const batch of toBatches(questions)) {
      const key = batch.map((question) => question.key).join(' ');
      // Equal questions at one time are asked once.
      const answer = asking.get(key) ?? ask(batch).finally(() => asking.delete(key));
      asking.set(key, answer);
      for (const [asked, dated] of await answer) found.set(asked, dated);
    }
  }

  return async (versions) => {
    const questions = toQuestions(versions, await registry());
    // Held here: keeping may forget at any time, and what it forgot is not "no advisories".
    const found = new Map<string, Found>();
    for (const { key } of questions) {
      const kept = store.read(key);
      if (kept !== null) found.set(key, kept);
    }
    let isStale = false;
    try {
      await askAll(
        questions.filter(({ key }) => !isFresh(found.get(key))),
        found,
      );
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.code === 'aborted') throw error;
      if (questions.some(({ key }) => !found.has(key))) return toUnknown(error, 'advisories');
      isStale = true;
    }
    const byName = new Map<string, Map<string, Advisory>>();
    let asOf = clock().toISOString();
    for (const { name, key } of questions) {
      const dated = found.get(key);
      if (dated === undefined) throw new Error(`no answer was taken for the advisories of ${name}`);
      if (dated.asOf < asOf) asOf = dated.asOf;
      const own = byName.get(name) ?? new Map<string, Advisory>();
      for (const advisory of dated.value) own.set(JSON.stringify(advisory), advisory);
      byName.set(name, own);
    }
    const value = Object.fromEntries([...byName].map(([name, own]) => [name, [...own.values()]]));
    return { kind: 'known', value, asOf, isStale };
  };
}

function toQuestions(versions: Versions, registry: string): Question[] {
  return Object.entries(versions).flatMap(([name, list]) => {
    const wanted = [...new Set(list)].sort();
    const parts = Math.max(1, Math.ceil(wanted.length / QUESTION_VERSIONS));
    return Array.from({ length: parts }, (_, part): Question => {
      const own = wanted.slice(part * QUESTION_VERSIONS, (part + 1) * QUESTION_VERSIONS);
      const hash = createHash('sha256').update(own.join(' ')).digest('base64url').slice(0, 22);
      return { name, versions: own, key: `${registry} ${name} ${hash}` };
    });
  });
}

/** A batch names a package once. */
function toBatches(questions: readonly Question[]): Question[][] {
  const batches: { readonly names: Set<string>; readonly questions: Question[] }[] = [];
  for (const question of questions) {
    let batch = batches.at(-1);
    if (batch === undefined || batch.names.size >= BATCH_NAMES || batch.names.has(question.name)) {
      batch = { names: new Set(), questions: [] };
      batches.push(batch);
    }
    batch.names.add(question.name);
    batch.questions.push(question);
  }
  return batches.map((each) => each.questions);
}
