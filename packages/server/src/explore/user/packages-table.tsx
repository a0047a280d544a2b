import { formatChange, formatCompact, formatExact, fromNumber } from '@shipstats/core';
import type { DownloadCount } from '@shipstats/registry';
import { Sparkline } from '../../chart/index.ts';
import { Ago } from '../../ui/index.ts';
import { packageHref } from '../package-path.ts';
import { plainText } from '../plain-text.ts';
import { downloadsOf, type PackageRow, type Sorting, type SortKey, usualDirection } from './sort-packages.ts';

export interface PackagesTableProps {
  readonly label: string;
  readonly rows: readonly PackageRow[];
  readonly sorting: Sorting;
  /** The address of the page: links keep what else it says. */
  readonly url: URL;
  readonly now: Date;
}

/** Packages with their numbers, sorted by links: the order lives in the address. */
export function PackagesTable({ label, rows, sorting, url, now }: PackagesTableProps) {
  return (
    <section class="scroll packages" aria-label={label} tabindex={0}>
      <table class="data">
        <thead>
          <tr>
            <Head label="Package" sortKey="name" sorting={sorting} url={url} />
            <Head label="Downloads, 30 days" sortKey="downloads" sorting={sorting} url={url} isNumber />
            <Head label="Trend" sortKey="trend" sorting={sorting} url={url} isNumber />
            <th scope="col" class="shape">
              Last weeks
            </th>
            <Head label="Released" sortKey="released" sorting={sorting} url={url} isNumber />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row">
                <a class="package-name" href={packageHref(row.hit.name)}>
                  {row.hit.name}
                </a>{' '}
                {row.hit.version === null ? null : <span class="soft">{row.hit.version}</span>}{' '}
                {row.hit.isDeprecated ? <span class="tag bad">deprecated</span> : null}
                {row.hit.description === null ? null : (
                  <p class="soft what">{plainText(row.hit.description)}</p>
                )}
              </th>
              <td>
                <DownloadsCell row={row} />
              </td>
              <td>
                <Trend trend={row.line?.trend ?? null} />
              </td>
              <td class="shape">
                {row.line !== undefined && row.line.weeks.length > 1 ? (
                  <Weeks weeks={row.line.weeks} />
                ) : null}
              </td>
              <td>
                {row.hit.publishedAt === null ? (
                  <span class="soft">unknown</span>
                ) : (
                  <Ago at={row.hit.publishedAt} now={now} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function DownloadsCell({ row }: { row: PackageRow }) {
  const downloads = downloadsOf(row);
  if (downloads === null) return <span class="soft">unknown</span>;
  const value = fromNumber(downloads);
  const count = row.line ?? row.hit.downloads;
  const title = `${formatExact(value, { kind: 'count', noun: 'downloads' })}${count === null ? '' : ` ${countWords(count)}`}`;
  return (
    <data value={`${downloads}`} title={title}>
      {formatCompact(value)}
    </data>
  );
}

/** Which days a count is of, or who said so and when. */
function countWords({ from, through }: DownloadCount): string {
  switch (from) {
    case 'store':
      return `through ${through}`;
    case 'index':
      return `by the index of ${through}`;
    case 'search':
      return `as npm’s search said on ${through}`;
    default:
      return from satisfies never;
  }
}

/** A change as a number with its sign, coloured: more downloads are better. */
export function Trend({ trend }: { trend: number | null }) {
  if (trend === null) return <span class="soft">unknown</span>;
  // What is shown as nothing is neither better nor worse: 0.1 % is the smallest that is shown.
  const shown = Math.round(trend * 1_000) === 0 ? 0 : trend;
  const change = formatChange(fromNumber(1), fromNumber(Math.round((1 + shown) * 1e6) / 1e6)) ?? '–';
  return <span class={shown > 0 ? 'better' : shown < 0 ? 'worse' : ''}>{change}</span>;
}

/** Downloads a week, oldest first. */
export function Weeks({ weeks }: { weeks: readonly (number | null)[] }) {
  return <Sparkline points={weeks.map((week) => (week === null ? null : fromNumber(week)))} height={28} />;
}

function Head(props: {
  readonly label: string;
  readonly sortKey: SortKey;
  readonly sorting: Sorting;
  readonly url: URL;
  readonly isNumber?: boolean;
}) {
  const { label, sortKey, sorting, url } = props;
  const isCurrent = sorting.key === sortKey;
  const isDescending = isCurrent ? !sorting.isDescending : usualDirection(sortKey);
  const params = new URLSearchParams(url.search);
  params.set('sort', sortKey);
  params.set('order', isDescending ? 'desc' : 'asc');
  return (
    <th
      scope="col"
      class={props.isNumber ? 'number' : undefined}
      aria-sort={isCurrent ? (sorting.isDescending ? 'descending' : 'ascending') : undefined}
    >
      <a href={`${url.pathname}?${params}`}>
        {label}
        {isCurrent ? <span aria-hidden="true">{sorting.isDescending ? ' ↓' : ' ↑'}</span> : null}
      </a>
    </th>
  );
}
