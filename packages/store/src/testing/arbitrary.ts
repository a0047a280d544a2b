import type {
  Decimal,
  FetchedBucket,
  FilterClause,
  FilterCondition,
  ReadRequest,
  ResourceSpec,
  SampleRow,
} from '@shipstats/core';
import fc from 'fast-check';
import type { Commit } from '../store.ts';
import { FIRST_DAY, LATER, TEST_RESOURCE } from './resource.ts';

const DAY = 86_400;
const DAYS = 5;

/** Few models, so that a bucket has many rows of each; texts that engines like to confuse. */
const models = fc.constantFrom('gpt-4', 'GPT-4', null);
const projects = fc.constantFrom(
  '',
  'null',
  '0',
  '9',
  '10',
  '1e1',
  ' 10 ',
  'x',
  '100%',
  'a_b',
  'ä',
  'Ä',
  '🐚',
  '=',
  null,
);
const keys = fc.oneof(fc.nat(60).map(String), fc.constant(null));

const wholes: fc.Arbitrary<number> = fc.oneof(
  fc.nat(1_000),
  fc.constantFrom(0, -7, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 40),
);

const decimals: fc.Arbitrary<Decimal> = fc
  .record({ digits: fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), scale: fc.nat(36) })
  .map(({ digits, scale }) => ({ coefficient: scale < 9 ? digits % 10n ** 9n : digits, scale }));

const rows: fc.Arbitrary<SampleRow> = fc.record({
  dimensions: fc.tuple(models, projects, keys),
  values: fc.tuple(fc.option(wholes, { freq: 4, nil: null }), fc.option(decimals, { freq: 4, nil: null })),
});

const quarantined = fc.record({
  dimensions: fc.option(fc.tuple(models, projects, keys), { freq: 4 }),
  reason: fc.constant('no number'),
  raw: fc.string(),
});

/** A row of which one number could not be read: it is among the rows, and set aside as well. */
const storedAside = rows.map((row) => ({
  row,
  aside: { dimensions: row.dimensions, reason: 'no number', raw: '{}', isStored: true as const },
}));

const wholeBuckets: fc.Arbitrary<FetchedBucket> = fc.record({
  start: fc.nat(DAYS - 1).map((day) => FIRST_DAY + day * DAY),
  rows: fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 3, arbitrary: fc.array(rows, { maxLength: 8 }) },
    // Enough rows for a bucket that an engine may want to summarise.
    { weight: 2, arbitrary: fc.array(rows, { minLength: 40, maxLength: 60 }) },
  ),
  quarantined: fc.oneof(
    { weight: 5, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(quarantined, { minLength: 1, maxLength: 2 }) },
  ),
});

const buckets: fc.Arbitrary<FetchedBucket> = fc
  .tuple(wholeBuckets, storedAside, fc.nat(5))
  .map(([bucket, { row, aside }, one]) =>
    one === 0
      ? { ...bucket, rows: [...bucket.rows, row], quarantined: [...bucket.quarantined, aside] }
      : bucket,
  );

/** A partition has few rows a day, and now and then its source has lost one. */
const partitions = ['', '10', 'x'] as const;

/** The buckets of a partition: rows as those of whole buckets, but for the partition and missing dimensions. */
function bucketsOf(spec: ResourceSpec, partition: string): fc.Arbitrary<FetchedBucket> {
  const fit = (dimensions: readonly (string | null)[]) =>
    spec.dimensions.map(({ name }) =>
      name === spec.partition
        ? partition
        : (dimensions[TEST_RESOURCE.dimensions.findIndex((dimension) => dimension.name === name)] ?? null),
    );
  return fc.tuple(buckets, fc.nat(3)).map(([bucket, hole]) =>
    hole === 0
      ? { start: bucket.start, rows: [], quarantined: [], isHole: true }
      : {
          ...bucket,
          rows: bucket.rows.map((row) => ({ ...row, dimensions: fit(row.dimensions) })),
          quarantined: bucket.quarantined.map((row) => ({
            ...row,
            dimensions: row.dimensions && fit(row.dimensions),
          })),
        },
  );
}

/** A history of commits of partitions, newest days first or last as it comes. */
export function partitionHistories(spec: ResourceSpec): fc.Arbitrary<readonly Omit<Commit, 'connector'>[]> {
  const commits = fc.constantFrom(...partitions).chain((partition) =>
    fc.record({
      resource: fc.constant(spec.name),
      partition: fc.constant(partition),
      createdAt: fc.nat(DAYS * 24).map((hours) => FIRST_DAY + hours * 3_600),
      buckets: fc.array(bucketsOf(spec, partition), { maxLength: 4 }),
      syncedAt: fc.oneof(
        fc.nat(DAYS).map((day) => FIRST_DAY + day * DAY + 3_600),
        fc.nat(3).map((hours) => LATER + hours * 3_600),
      ),
      identity: fc.constantFrom('all', 'all', 'filtered'),
      progress: fc.constant(null),
      lease: fc.constant(null),
      isDoubtful: fc.nat(3).map((one) => one === 0),
    }),
  );
  return fc.array(commits, { minLength: 1, maxLength: 8 });
}

/** Some of the partitions of `partitionHistories`, and one that nobody has. */
export const partitionNames: fc.Arbitrary<readonly string[]> = fc.uniqueArray(
  fc.constantFrom(...partitions, 'nobody'),
  { minLength: 1 },
);

/** A history of commits at times that mostly go forward, some while a bucket is still running. */
export const commitHistories: fc.Arbitrary<readonly Omit<Commit, 'connector'>[]> = fc.array(
  fc.record({
    resource: fc.constant(TEST_RESOURCE.name),
    buckets: fc.array(buckets, { maxLength: 4 }),
    syncedAt: fc.oneof(
      fc.nat(DAYS).map((day) => FIRST_DAY + day * DAY + 3_600),
      fc.nat(3).map((hours) => LATER + hours * 3_600),
    ),
    identity: fc.constantFrom('all', 'all', 'filtered'),
    progress: fc.constant(null),
    lease: fc.constant(null),
    isDoubtful: fc.nat(3).map((one) => one === 0),
  }),
  { minLength: 1, maxLength: 4 },
);

const filterValues = fc.oneof(
  models,
  projects,
  fc.constantFrom(10, 9, 0.5, -1, true, '1', 'gpt', 'A', '%', '_'),
);

const conditions: fc.Arbitrary<FilterCondition> = fc.record({
  field: fc.constantFrom('model', 'project', 'key'),
  op: fc.constantFrom('eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'contains', 'in'),
  value: fc.oneof(filterValues, fc.array(filterValues, { maxLength: 3 })),
});

const clauses: fc.Arbitrary<FilterClause> = fc.oneof(
  { weight: 3, arbitrary: conditions },
  { weight: 1, arbitrary: fc.record({ or: fc.array(conditions, { maxLength: 3 }) }) },
);

const bys = fc.uniqueArray(fc.constantFrom('model', 'project', 'key'), { maxLength: 2 });

export const readRequests: fc.Arbitrary<Omit<ReadRequest, 'connector'>> = fc
  .record({
    by: bys,
    filter: fc.array(clauses, { maxLength: 2 }),
    measure: fc.constantFrom('tokens', 'cost'),
    bucketed: fc.boolean(),
    from: fc.nat(DAYS),
    days: fc.nat(DAYS),
    // Filters on the very dimension of the split are common, and where engines take short cuts.
    sameField: fc.boolean(),
  })
  .map(({ by, filter, measure, bucketed, from, days, sameField }) => {
    const [first] = by;
    const renamed = (condition: FilterCondition) =>
      sameField && first !== undefined ? { ...condition, field: first } : condition;
    return {
      resource: TEST_RESOURCE.name,
      measure,
      window: { start: FIRST_DAY + from * DAY, end: FIRST_DAY + (from + days) * DAY },
      by,
      bucketed,
      filter: filter.map((clause) => ('or' in clause ? { or: clause.or.map(renamed) } : renamed(clause))),
    };
  });
