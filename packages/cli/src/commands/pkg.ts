import { type Decimal, fromNumber, toUnixSeconds } from '@shipstats/core';
import { affects, nameWarning, type PackageVersion, parsePackageSpec } from '@shipstats/registry';
import { resolveTypes } from '@shipstats/server';
import { colorsFor } from '../colors.ts';
import { EXIT } from '../exit-codes.ts';
import {
  countStamp,
  formatDownloads,
  formatTrend,
  formatWhen,
  formatWhole,
  troubleLines,
} from '../npm/npm-words.ts';
import { withNpm } from '../npm/with-npm.ts';
import { printable } from '../printable.ts';
import type { GlobalOptions } from '../runtime.ts';
import type { Session } from '../session.ts';
import { renderSparkline } from '../sparkline.ts';
import { UsageError } from '../usage-error.ts';

export interface PkgOptions extends GlobalOptions {
  readonly json?: boolean;
}

/** How long the terminal waits for counts: a few requests at npm's pace. */
const WAIT_MS = 15_000;

/** Answers `shipstats pkg NAME[@VERSION]`. */
export async function pkg(text: string, options: PkgOptions, session: Session): Promise<number> {
  const asked = parsePackageSpec(text.replace(/^pkg:/, ''));
  if (asked.kind === 'invalid') throw new UsageError(`${JSON.stringify(text)}: ${asked.reason}`);
  return withNpm(options, session, async (npm) => {
    const { explore, downloads } = npm;
    const { facts, version: found } = await explore.version(asked.name, asked.spec);
    const [types, advisories] = await Promise.all([
      resolveTypes(found.types, explore),
      explore.advisories({ [facts.name]: [found.version] }),
      downloads.want([facts.name], { history: 'recent', waitMs: WAIT_MS }),
    ]);
    const version = { ...found, types };
    const line = (await downloads.lines([facts.name])).get(facts.name);
    const known = advisories.kind === 'known' ? (advisories.value[facts.name] ?? []) : null;
    const open = known?.filter((advisory) => affects(advisory, version.version)) ?? null;
    if (options.json) {
      const answer = { package: facts, version, downloads: line ?? null, openAdvisories: open };
      session.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
      return EXIT.ok;
    }
    const colors = colorsFor(session.stdout, session.env);
    const rows: [string, string][] = [
      ...describeVersion({ facts, version }, toUnixSeconds(npm.clock())),
      ['advisories', describeAdvisories(open)],
    ];
    const width = Math.max(...rows.map(([label]) => label.length));
    const weeks: (Decimal | null)[] = (line?.weeks ?? []).map((week) =>
      week === null ? null : fromNumber(week),
    );
    session.stdout.write(
      `${[
        `${colors.bold(printable(facts.name))} ${printable(version.version)}${version.description === null ? '' : ` ${colors.dim(`· ${printable(version.description)}`)}`}`,
        ...warnings({ facts, version }).flatMap(([label, text]) => [
          '',
          `${colors.yellow(label)} ${printable(text)}`,
        ]),
        '',
        `  ${colors.bold(formatDownloads(line))} downloads of 30 days   ${colors.cyan(renderSparkline(weeks, 12))} ${formatTrend(line?.trend)}`.trimEnd(),
        `  ${colors.dim(countStamp(line))}`,
        '',
        ...rows.map(([label, value]) => `  ${colors.dim(label.padEnd(width))}  ${printable(value)}`),
        '',
      ].join('\n')}`,
    );
    for (const trouble of troubleLines(explore.services())) {
      session.stderr.write(`${colors.yellow('note')} ${trouble}\n`);
    }
    return EXIT.ok;
  });
}

/** What to know before anything else, the gravest first. */
function warnings({ facts, version }: PackageVersion): readonly (readonly [label: string, text: string])[] {
  const name = nameWarning(facts.name);
  return [
    ...(facts.status === 'security-placeholder'
      ? [
          [
            'taken down',
            'npm took this package down for security reasons; what stands here is an empty placeholder.',
          ] as const,
        ]
      : []),
    ...(version.deprecated === null ? [] : [['deprecated', version.deprecated] as const]),
    ...(name === null ? [] : [['name', name] as const]),
  ];
}

function describeVersion({ facts, version }: PackageVersion, now: number): [string, string][] {
  const own = version.dependencies.filter((one) => one.kind === 'dependencies').length;
  const { license, types, moduleFormat, unpackedSize, fileCount, repository } = version;
  const rows: [string, string | null][] = [
    ['published', formatWhen(version.publishedAt, now)],
    ['tags', version.tags.join(', ') || null],
    ['licence', license?.text ?? 'none named'],
    ['types', types.kind === 'separate' ? types.package : types.kind],
    ['format', moduleFormat],
    [
      'engines',
      Object.entries(version.engines)
        .map(([name, range]) => `${name} ${range}`)
        .join(', ') || null,
    ],
    [
      'size',
      unpackedSize === null
        ? 'unknown'
        : `${formatWhole(unpackedSize)} bytes unpacked${fileCount === null ? '' : `, ${fileCount} files`}`,
    ],
    ['dependencies', String(own)],
    ['versions', String(facts.versions.length)],
    ['maintainers', facts.maintainers.map((one) => one.name).join(', ') || null],
    ['repository', repository?.url ?? null],
    ['homepage', version.homepage],
    ['provenance', version.hasProvenance ? 'attested' : 'none'],
  ];
  return rows.flatMap(([label, value]): [string, string][] => (value === null ? [] : [[label, value]]));
}

function describeAdvisories(
  open: readonly { readonly severity: string; readonly title: string }[] | null,
): string {
  if (open === null) return 'unknown: npm does not answer';
  if (open.length === 0) return 'none open for this version';
  return open.map(({ severity, title }) => `${severity}: ${title}`).join('; ');
}
