import { formatDay, formatExact, fromNumber } from '@shipstats/core';
import type { VersionSummary } from '@shipstats/registry';
import { DataTable, TimeseriesChart } from '../../chart/index.ts';
import { Ago } from '../../ui/index.ts';
import { plainText } from '../plain-text.ts';
import { type PackageAddress, packagePartHref } from './package-address.ts';
import type { PackageView } from './read-package.ts';
import type { VersionDownloads } from './read-package-downloads.ts';

/** Rows that are shown unless all are asked for: nightly builds make thousands. */
const USUAL_ROWS = 100;
/** More are for the API. */
const MOST_ROWS = 2_000;

export interface VersionsTabProps {
  readonly view: PackageView;
  readonly address: PackageAddress;
  readonly isAll: boolean;
  readonly now: Date;
}

/** Tags, downloads by version where they are stored, and every version with its day. */
export function VersionsTab({ view, address, isAll, now }: VersionsTabProps) {
  const { facts, downloads } = view;
  const counts = downloads?.versions ?? null;
  const tagged = new Map<string, string[]>();
  for (const [tag, version] of Object.entries(facts.distTags)) {
    tagged.set(version, [...(tagged.get(version) ?? []), tag]);
  }
  const usual = facts.versions.filter(({ version, isPrerelease }) => !isPrerelease || tagged.has(version));
  const rows = isAll ? facts.versions.slice(0, MOST_ROWS) : usual.slice(0, USUAL_ROWS);
  const left = facts.versions.length - rows.length;
  return (
    <>
      {counts !== null && counts.chart !== null ? (
        <TimeseriesChart
          id="by-version"
          title="Downloads of the seven days before, by version"
          result={counts.chart}
          now={now}
          height={180}
          isFlat
        />
      ) : null}
      {counts === null ? (
        <p class="soft">
          npm tells downloads by version for the last seven days only. Follow the package, and they are kept
          from now on.
        </p>
      ) : null}
      <div class="versions">
        {counts === null ? null : (
          <p class="soft">
            Downloads are of the seven days to {formatDay(counts.through)}, as npm tells them of each version.
          </p>
        )}
        <DataTable
          label="Versions"
          isStacked
          columns={[
            { label: 'Version' },
            { label: 'Published' },
            ...(counts === null ? [] : [{ label: 'Downloads, 7 days', isNumber: true }]),
          ]}
          rows={rows.map((one) => [
            <Version one={one} tags={tagged.get(one.version) ?? []} address={address} />,
            one.publishedAt === null ? (
              <span class="soft">unknown</span>
            ) : (
              <Ago at={one.publishedAt} now={now} />
            ),
            ...(counts === null ? [] : [<VersionCount one={one} counts={counts} />]),
          ])}
        />
      </div>
      {left > 0 && !isAll ? (
        <p class="more">
          <a href={`${packagePartHref(address, { tab: 'versions' })}&all=1#parts`}>
            Show {left.toLocaleString('en')} more, prereleases among them
          </a>
        </p>
      ) : null}
    </>
  );
}

/** A version without a count had no download in those days, unless it is younger than the snapshot. */
function VersionCount({ one, counts }: { one: VersionSummary; counts: VersionDownloads }) {
  const count = counts.counts.get(one.version);
  const isYounger = one.publishedAt !== null && one.publishedAt.slice(0, 10) > counts.through;
  if (count === undefined && isYounger) return <span class="soft">–</span>;
  return <Count count={count ?? 0} />;
}

function Version(props: { one: VersionSummary; tags: readonly string[]; address: PackageAddress }) {
  const { one, tags, address } = props;
  return (
    <>
      <a class="mono" href={packagePartHref({ name: address.name, spec: one.version })}>
        {one.version}
      </a>
      {tags.map((tag) => (
        <>
          {' '}
          <span class="tag">{tag}</span>
        </>
      ))}{' '}
      {one.deprecated === null ? null : (
        <span class="tag bad" title={plainText(one.deprecated)}>
          deprecated
        </span>
      )}
    </>
  );
}

function Count({ count }: { count: number }) {
  return <>{formatExact(fromNumber(count), { kind: 'plain' })}</>;
}
