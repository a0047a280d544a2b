import { HttpError, toUnixSeconds } from '@shipstats/core';
import { affects } from '@shipstats/registry';
import { readTypes } from '@shipstats/server';
import { colorsFor } from '../colors.ts';
import { EXIT } from '../exit-codes.ts';
import { countStamps, formatDownloads, formatTrend, formatWhen, formatWhole } from '../npm/npm-words.ts';
import { withNpm } from '../npm/with-npm.ts';
import { printable } from '../printable.ts';
import type { GlobalOptions } from '../runtime.ts';
import type { Session } from '../session.ts';
import { renderTable } from '../text-table.ts';
import { UsageError } from '../usage-error.ts';

export interface CompareOptions extends GlobalOptions {
  readonly json?: boolean;
}

const MOST = 10;
const WAIT_MS = 30_000;

/** Answers `shipstats compare NAME …`. */
export async function compare(
  given: readonly string[],
  options: CompareOptions,
  session: Session,
): Promise<number> {
  const names = [...new Set(given.flatMap((text) => text.split(',')).filter(Boolean))];
  if (names.length > MOST) throw new UsageError(`At most ${MOST} packages are compared at once.`);
  return withNpm(options, session, async ({ explore, downloads, clock }) => {
    const [found] = await Promise.all([
      Promise.allSettled(names.map((name) => explore.version(name, undefined))),
      downloads.want(names, { history: 'recent', waitMs: WAIT_MS }),
    ]);
    const known = found.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const failed = found.flatMap((one, index) => {
      if (one.status === 'fulfilled') return [];
      if (!(one.reason instanceof HttpError)) throw one.reason;
      return [{ name: names[index] ?? '', message: one.reason.message }];
    });
    const advisories = await explore.advisories(
      Object.fromEntries(known.map(({ facts, version }) => [facts.name, [version.version]])),
    );
    const lines = await downloads.lines(known.map(({ facts }) => facts.name));
    const openOf = (name: string, version: string): number | null =>
      advisories.kind === 'known'
        ? (advisories.value[name] ?? []).filter((advisory) => affects(advisory, version)).length
        : null;
    const types = await Promise.all(known.map(({ version }) => readTypes(version.types, explore)));
    const rows = known.map(({ facts, version }, index) => ({
      name: facts.name,
      version: version.version,
      downloads: lines.get(facts.name) ?? null,
      unpackedSize: version.unpackedSize,
      dependencies: version.dependencies.filter((one) => one.kind === 'dependencies').length,
      types: types[index] ?? null,
      moduleFormat: version.moduleFormat,
      license: version.license?.text ?? null,
      publishedAt: version.publishedAt,
      maintainers: facts.maintainers.length,
      openAdvisories: openOf(facts.name, version.version),
    }));
    const code = failed.length > 0 ? EXIT.failed : EXIT.ok;
    if (options.json) {
      session.stdout.write(`${JSON.stringify({ packages: rows, failed }, null, 2)}\n`);
      return code;
    }
    const colors = colorsFor(session.stdout, session.env);
    const now = toUnixSeconds(clock());
    const [head = '', ...table] = renderTable(
      [
        { head: 'package' },
        { head: '30 days', align: 'right' },
        { head: 'trend', align: 'right' },
        { head: 'bytes', align: 'right' },
        { head: 'deps', align: 'right' },
        { head: 'types' },
        { head: 'format' },
        { head: 'licence' },
        { head: 'released' },
        { head: 'people', align: 'right' },
        { head: 'advisories', align: 'right' },
      ],
      rows.map((row) => [
        `${printable(row.name)} ${printable(row.version)}`,
        formatDownloads(row.downloads ?? undefined),
        formatTrend(row.downloads?.trend),
        row.unpackedSize === null ? 'unknown' : formatWhole(row.unpackedSize),
        String(row.dependencies),
        printable(row.types ?? 'unknown'),
        row.moduleFormat,
        printable(row.license ?? 'none'),
        formatWhen(row.publishedAt, now),
        String(row.maintainers),
        row.openAdvisories === null ? 'unknown' : String(row.openAdvisories),
      ]),
    );
    const stamps = countStamps(lines.values());
    session.stdout.write(`${[colors.dim(head), ...table, '', colors.dim(stamps), ''].join('\n')}`);
    for (const { name, message } of failed)
      session.stderr.write(`${printable(name)}: ${printable(message)}\n`);
    return code;
  });
}
