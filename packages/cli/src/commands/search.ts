import { toUnixSeconds } from '@shipstats/core';
import { type OperatorName, type SearchHit, toWhyLines } from '@shipstats/registry';
import { colorsFor } from '../colors.ts';
import { EXIT } from '../exit-codes.ts';
import { countStamps, formatDownloads, formatTrend, formatWhen, troubleLines } from '../npm/npm-words.ts';
import { readQuery, toNotes } from '../npm/search-words.ts';
import { withNpm } from '../npm/with-npm.ts';
import { printable } from '../printable.ts';
import { readWhole } from '../read-whole.ts';
import type { GlobalOptions } from '../runtime.ts';
import type { Session } from '../session.ts';
import { renderTable } from '../text-table.ts';

/** Each operator is an option too. */
export interface SearchCommandOptions extends GlobalOptions, Partial<Record<OperatorName, string>> {
  readonly limit: string;
  readonly verbatim?: boolean;
  readonly why?: boolean;
  readonly json?: boolean;
}

/** Answers `shipstats search TEXT`. */
export async function search(
  words: readonly string[],
  options: SearchCommandOptions,
  session: Session,
): Promise<number> {
  const limit = readWhole(options.limit, '--limit', 100, 1);
  const { query, problems } = readQuery(words, options);
  return withNpm(options, session, async ({ explore, downloads, clock, prepareIndex }) => {
    await prepareIndex();
    const answer = await explore.search(query, { limit, withService: true });
    const lines = await downloads.lines(answer.hits.map((hit) => hit.name));
    if (options.json) {
      const hits = answer.hits.map((hit) => ({ ...hit, downloads: lines.get(hit.name) ?? hit.downloads }));
      session.stdout.write(`${JSON.stringify({ query, problems, ...answer, hits }, null, 2)}\n`);
      return EXIT.ok;
    }
    const colors = colorsFor(session.stdout, session.env);
    for (const { part, message } of problems) {
      session.stderr.write(`${colors.yellow('note')} ${printable(`${part}: ${message}`)}\n`);
    }
    const tellSource = (stamps: string) => {
      for (const note of toNotes(answer)) session.stdout.write(`${printable(note)}\n`);
      const { packages, builtOn } = answer.index;
      const stamp = `local index of ${packages.toLocaleString('en-US')} packages, ${builtOn}`;
      session.stdout.write(`${colors.dim([stamp, stamps].filter(Boolean).join(' · '))}\n`);
      for (const trouble of troubleLines(answer.service ? [answer.service] : [])) {
        session.stderr.write(`${colors.yellow('note')} ${trouble}\n`);
      }
    };
    const now = toUnixSeconds(clock());
    if (answer.hits.length === 0) {
      session.stdout.write(
        'Nothing was found. If you know the name, "shipstats pkg NAME" asks the registry itself.\n',
      );
      tellSource('');
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
    const shown = options.why ? rows.flatMap((row, at) => [row, ...whyRows(answer.hits[at])]) : rows;
    session.stdout.write(`${[colors.dim(head), ...shown].join('\n')}\n\n`);
    tellSource(stamps);
    return EXIT.ok;
  });
}

/** Below a package, set in. */
function whyRows(hit: SearchHit | undefined): string[] {
  if (hit === undefined) return [];
  return toWhyLines(hit).map(({ words, points }) => `  ${(points ?? '').padStart(6)}  ${words}`);
}
