import type { PackageList } from '@shipstats/registry';
import { Ago } from '../../ui/index.ts';
import type { DownloadLine } from '../downloads.ts';
import { packageHref } from '../package-path.ts';
import { plainText } from '../plain-text.ts';
import { Downloads } from '../search/search-results.tsx';
import { Trend, Weeks } from '../user/packages-table.tsx';

export interface ListRowsProps {
  readonly hits: PackageList['hits'];
  readonly lines: ReadonlyMap<string, DownloadLine>;
  readonly now: Date;
  /** The order is a ranking: each row has its place before it. */
  readonly isRanked: boolean;
}

/** Packages, one line of sight each: name, what it is, how old, its shape over time, its number. */
export function ListRows({ hits, lines, now, isRanked }: ListRowsProps) {
  // Columns that no row fills are left out.
  const isBare = !hits.some((hit) => {
    const line = lines.get(hit.name);
    return (line?.trend ?? hit.trend) !== null || (line?.weeks.length ?? 0) > 1;
  });
  const className = ['package-rows list-rows', isRanked ? 'ranked' : '', isBare ? 'bare' : ''];
  return (
    <ol class={className.filter((name) => name !== '').join(' ')}>
      {hits.map((hit) => {
        const line = lines.get(hit.name);
        const trend = line?.trend ?? hit.trend;
        return (
          <li>
            <div class="package-what">
              <a class="package-name" href={packageHref(hit.name)}>
                {hit.name}
              </a>{' '}
              {hit.version === null ? null : <span class="soft version">{hit.version}</span>}{' '}
              {hit.isDeprecated ? <span class="tag bad">deprecated</span> : null}
              {hit.description === null ? null : <p class="soft what">{plainText(hit.description)}</p>}
            </div>
            <span class="soft when">
              {hit.publishedAt === null ? null : <Ago at={hit.publishedAt} now={now} />}
            </span>
            {isBare ? null : (
              <>
                <span class="shape">
                  {line !== undefined && line.weeks.length > 1 ? <Weeks weeks={line.weeks} /> : null}
                </span>
                <span class="trend">{trend === null ? null : <Trend trend={trend} />}</span>
              </>
            )}
            <Downloads count={line ?? hit.downloads} now={now} />
          </li>
        );
      })}
    </ol>
  );
}
