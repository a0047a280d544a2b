import { toUnixSeconds } from '@shipstats/core';
import type { SearchHit } from '@shipstats/registry';
import { colorsFor } from '../colors.ts';
import { EXIT } from '../exit-codes.ts';
import { countStamps, formatDownloads, formatTrend, formatWhen, formatWhole } from '../npm/npm-words.ts';
import { withNpm } from '../npm/with-npm.ts';
import { printable } from '../printable.ts';
import type { GlobalOptions } from '../runtime.ts';
import type { Session } from '../session.ts';
import { renderTable } from '../text-table.ts';

export interface UserOptions extends GlobalOptions {
  readonly json?: boolean;
}

const WAIT_MS = 20_000;

/** Answers `shipstats user NAME`. */
export async function user(text: string, options: UserOptions, session: Session): Promise<number> {
  const name = text.replace(/^[@~]/, '');
  return withNpm(options, session, async ({ explore, downloads, clock }) => {
    const found = await explore.user(name);
    if (found.kind === 'unknown') {
      session.stderr.write(`${found.message}\n`);
      return EXIT.failed;
    }
    const { packages, hasMore } = found.value;
    if (packages.length === 0) {
      session.stderr.write(`npm lists no package of @${printable(name)}.\n`);
      return EXIT.failed;
    }
    const names = packages.map((hit) => hit.name);
    await downloads.want(names, { history: 'recent', waitMs: WAIT_MS });
    const lines = await downloads.lines(names);
    const countOf = ({ name, downloads: found }: SearchHit) => lines.get(name) ?? found;
    const sorted = [...packages].sort(
      (left, right) => (countOf(right)?.downloads ?? -1) - (countOf(left)?.downloads ?? -1),
    );
    if (options.json) {
      const list = sorted.map((hit) => ({ ...hit, downloads: countOf(hit) }));
      const answer = {
        user: found.value.user,
        asOf: found.asOf,
        isStale: found.isStale,
        packages: list,
        hasMore,
      };
      session.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
      return EXIT.ok;
    }
    const colors = colorsFor(session.stdout, session.env);
    const now = toUnixSeconds(clock());
    const known = packages.map(countOf).filter((count) => count !== null);
    const total = known.reduce((sum, line) => sum + line.downloads, 0);
    const missing = names.length - known.length;
    const [head = '', ...rows] = renderTable(
      [
        { head: 'package' },
        { head: '30 days', align: 'right' },
        { head: 'trend', align: 'right' },
        { head: 'version' },
        { head: 'published' },
      ],
      sorted.map((hit) => [
        printable(hit.name),
        formatDownloads(countOf(hit) ?? undefined),
        formatTrend(lines.get(hit.name)?.trend),
        printable(hit.version ?? ''),
        formatWhen(hit.publishedAt, now),
      ]),
    );
    const notes = [
      countStamps(known),
      missing > 0 ? `downloads of ${countPackages(missing)} unknown` : '',
      hasMore ? 'npm knows of more packages' : '',
      found.isStale ? `npm's search does not answer: as of ${formatWhen(found.asOf, now)}` : '',
    ];
    session.stdout.write(
      `${[
        `${colors.bold(`@${printable(found.value.user)}`)} ${colors.dim(`· ${countPackages(names.length)}`)}`,
        '',
        `  ${colors.bold(known.length === 0 ? 'unknown' : formatWhole(total))} downloads of 30 days`,
        `  ${colors.dim(notes.filter(Boolean).join(' · '))}`,
        '',
        colors.dim(head),
        ...rows,
        '',
      ].join('\n')}`,
    );
    return EXIT.ok;
  });
}

function countPackages(count: number): string {
  return count === 1 ? '1 package' : `${formatWhole(count)} packages`;
}
