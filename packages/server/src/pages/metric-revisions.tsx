import {
  type CatalogEntry,
  formatBucket,
  formatBucketName,
  formatExact,
  type NameBook,
  parseDecimal,
  type QueryResult,
  toIso,
} from '@shipstats/core';
import { describeRow, type Revision } from '@shipstats/store';
import { DataTable } from '../chart/index.ts';
import type { ChartMark } from '../chart/place-marks.ts';
import { Ago, Card } from '../ui/index.ts';

/** More than these are in the API and in the terminal. */
const SHOWN = 100;
/** So many days are marked one by one. */
const MOST_INCOMPLETE = 3;

/** What is to be known of single days, on the time axis: that the source changed them later, or that rows are missing. */
export function dayMarks(result: QueryResult, revisions: readonly Revision[]): readonly ChartMark[] {
  const revised = new Set(revisions.map(({ bucket }) => bucket));
  const incomplete = result.buckets.filter(({ state }) => state === 'incomplete');
  return [
    ...[...revised].map((at) => ({ at, label: 'revised', weight: 0 })),
    // Of many, the band behind them and its legend say it better.
    ...(incomplete.length > MOST_INCOMPLETE ? [] : incomplete).map(({ start }) => ({
      at: start,
      label: 'incomplete',
      weight: 1,
    })),
  ];
}

interface RevisionListProps {
  readonly entry: CatalogEntry;
  readonly revisions: readonly Revision[];
  readonly book: NameBook;
  readonly now: Date;
}

/** Every number of the metric that the source changed after its day (or hour) was over; nothing where there is none. */
export function RevisionList({ entry, revisions, book, now }: RevisionListProps) {
  if (revisions.length === 0) return null;
  const noun = entry.resource.granularity;
  const exact = (text: string | null) => {
    const value = text === null ? undefined : parseDecimal(text);
    return value === undefined ? 'unknown' : formatExact(value, entry.measure.unit);
  };
  return (
    <section id="revisions">
      <Card title="Revisions" isWide>
        <p class="soft">
          What {entry.connectorTitle} changed after {noun === 'hour' ? 'an' : 'a'} {noun} was over.
          {revisions.length > SHOWN ? ` The ${SHOWN} newest of ${revisions.length} or more.` : ''}
        </p>
        <DataTable
          label="Revisions"
          columns={[
            { label: noun.charAt(0).toUpperCase() + noun.slice(1) },
            { label: 'Of' },
            { label: 'Before', isNumber: true },
            { label: 'After', isNumber: true },
            { label: 'Seen' },
          ]}
          rows={revisions
            .slice(0, SHOWN)
            .map((revision) => [
              formatBucketName(formatBucket(revision.bucket, noun), { year: true }),
              describeRow(revision, book) ?? revision.partition ?? `the whole ${noun}`,
              exact(revision.before),
              exact(revision.after),
              <Ago at={toIso(revision.seenAt)} now={now} />,
            ])}
          empty="Nothing was revised."
        />
      </Card>
    </section>
  );
}
