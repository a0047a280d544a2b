import { toUnixSeconds } from '@shipstats/core';
import { colorsFor } from '../colors.ts';
import { EXIT } from '../exit-codes.ts';
import { countStamps, formatDownloads, formatTrend, formatWhen, troubleLines } from '../npm/npm-words.ts';
import { withNpm } from '../npm/with-npm.ts';
import { printable } from '../printable.ts';
import { readWhole } from '../read-whole.ts';
import type { GlobalOptions } from '../runtime.ts';
import type { Session } from '../session.ts';
import { renderTable } from '../text-table.ts';

export interface SearchCommandOptions extends GlobalOptions {
  readonly limit: string;
  readonly json?: boolean;
}

/** Answers `shipstats search TEXT`. */
export async function search(
  words: readonly string[],
  options: SearchCommandOptions,
  session: Session,
): Promise<number> {
  const limit = Math.max(1, readWhole(options.limit, '--limit', 100));
  return withNpm(options, session, async ({ explore, downloads, clock }) => {
    const answer = await explore.search(words.join(' '), { limit, withService: true });
    const lines = await downloads.lines(answer.hits.map((hit) => hit.name));
    if (options.json) {
      const hits = answer.hits.map((hit) => ({ ...hit, downloads: lines.get(hit.name) ?? hit.downloads }));
      session.stdout.write(`${JSON.stringify({ ...answer, hits }, null, 2)}\n`);
      return EXIT.ok;
    }
    const colors = colorsFor(session.stdout, session.env);
    const now = toUnixSeconds(clock());
    if (answer.hits.length === 0) {
      session.stdout.write('Nothing was found.\n');
      return EXIT.failed;
    }
    const [head = '', ...rows] = renderTable(
      [
        { head: 'package' },
        { head: '30 days', align: 'right' },
        { head: 'trend', align: 'right' },
        { head: 'version' },
        { head: 'published' },
        { head: 'what it is' },
      ],
      answer.hits.map((hit) => {
        const line = lines.get(hit.name);
        return [
          printable(hit.name),
          formatDownloads(line ?? hit.downloads ?? undefined),
          formatTrend(line?.trend),
          printable(hit.version ?? ''),
          hit.publishedAt === null ? '' : formatWhen(hit.publishedAt, now),
          printable(hit.description ?? '').slice(0, 60),
        ];
      }),
    );
    const stamps = countStamps(answer.hits.map((hit) => lines.get(hit.name) ?? hit.downloads ?? undefined));
    session.stdout.write(`${[colors.dim(head), ...rows].join('\n')}\n\n`);
    const stamp = `local index of ${answer.index.packages} packages, ${answer.index.builtOn}`;
    session.stdout.write(`${colors.dim([stamp, stamps].filter(Boolean).join(' · '))}\n`);
    for (const trouble of troubleLines(answer.service ? [answer.service] : [])) {
      session.stderr.write(`${colors.yellow('note')} ${trouble}\n`);
    }
    return EXIT.ok;
  });
}
