import {
  aloneOverall,
  ConfigError,
  countDays,
  describeAlone,
  describeFinding,
  FINDING_NAMES,
  formatExact,
  HttpError,
  PRICE_RULE_WORDS,
  partName,
  type ReconciledDay,
  readReconcile,
  type SourceReport,
  subtract,
  toDayUtc,
  toReportCsv,
  toReportJson,
  toUnixSeconds,
  unitName,
  windowLabel,
} from '@shipstats/core';
import { type Colors, colorsFor } from '../colors.ts';
import { EXIT } from '../exit-codes.ts';
import { describeKnown } from '../print-error.ts';
import { printable } from '../printable.ts';
import { plural } from '../run-words.ts';
import { chooseConnectors, type GlobalOptions, loadRuntime, type Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';
import { renderStamp } from '../stamp-line.ts';
import { renderTable } from '../text-table.ts';
import { UsageError } from '../usage-error.ts';

export interface ReconcileOptions extends GlobalOptions {
  readonly window: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** Answers `shipstats reconcile [SOURCE]`: costs beside usage. What it finds is no failure: the exit code is 0. */
export async function reconcile(
  name: string | undefined,
  options: ReconcileOptions,
  session: Session,
): Promise<number> {
  const runtime = await loadRuntime(options, session);
  const source = chooseSource(name, runtime);
  const store = await runtime.openStoreToRead();
  try {
    const context = {
      catalog: runtime.catalog,
      reader: store,
      clock: runtime.clock,
      timeZone: runtime.config.timeZone,
    };
    const report = await readReconcile(source, options.window, context).catch((error: unknown) => {
      if (!(error instanceof HttpError) || error.status !== 400) throw error;
      throw new UsageError(describeKnown(error));
    });
    if (options.csv) session.stdout.write(toReportCsv(report));
    else if (options.json) session.stdout.write(`${JSON.stringify(toReportJson(report), null, 2)}\n`);
    else {
      const colors = colorsFor(session.stdout, session.env);
      session.stdout.write(renderReport(report, options.window, toUnixSeconds(runtime.clock()), colors));
    }
    return EXIT.ok;
  } finally {
    await store.close();
    await runtime.close();
  }
}

/** The named source, or the first that has costs to set beside usage. @throws ConfigError where there is none */
function chooseSource(name: string | undefined, { config }: Runtime) {
  const source =
    name === undefined
      ? config.connectors.find((connector) => connector.definition.reconcile)
      : chooseConnectors(config, [name])[0];
  if (source) return source;
  throw new ConfigError([{ path: 'connectors', message: 'none of them has costs to set beside usage.' }]);
}

function renderReport(report: SourceReport, window: string, now: number, colors: Colors): string {
  const { unit, totals } = report;
  const { settled, open, flagged } = countDays(report);
  const money = (value: typeof totals.cost) => formatExact(value, unit);
  const findings = report.days.toReversed().flatMap((day) =>
    day.findings.map((finding) => {
      const { what, of, detail } = describeFinding(finding, unit);
      return [toDayUtc(day.start), what, printable(of), printable(detail)];
    }),
  );
  const alone = aloneOverall(report).map((one) => [
    printable(one.lineItem ?? '(none)'),
    one.isWithoutProject ? `${one.what}, no project` : one.what,
    describeAlone(one, unit),
    plural(one.days, 'day'),
  ]);
  const lines = [
    `${colors.bold(`${report.title}: costs beside usage`)} ${colors.dim(`· ${windowLabel(window)}`)}`,
    '',
    `  ${money(totals.cost)} charged: ${money(totals.matched)} with usage beside it, ${money(totals.alone)} alone`,
    `  ${plural(flagged, 'day')} to look at of ${plural(settled, 'settled day')}; ${plural(open, 'day')} not settled yet`,
    ...(report.unread.length === 0
      ? []
      : [`  not synced: ${report.unread.map((resource) => partName({ resource, model: null })).join(', ')}`]),
    ...section(
      'To look at',
      ['day', 'what', 'of', 'numbers'].map((head) => ({ head })),
      findings,
      colors,
    ),
    ...section(
      'Day by day',
      dayColumns(report),
      report.days.toReversed().map((day) => dayCells(day, report)),
      colors,
    ),
    ...section(
      'Costs that stand alone',
      [
        { head: 'line item' },
        { head: 'what it is' },
        { head: unitName(unit), align: 'decimal' },
        { head: '' },
      ],
      alone,
      colors,
    ),
    '',
    colors.dim(PRICE_RULE_WORDS),
    ...report.stamps.slice(0, 1).map((stamp) => colors.dim(renderStamp(stamp, now))),
    '',
  ];
  return lines.join('\n');
}

function section(
  title: string,
  columns: Parameters<typeof renderTable>[0],
  rows: readonly (readonly string[])[],
  colors: Colors,
): string[] {
  if (rows.length === 0) return [];
  const [head = '', ...lines] = renderTable(columns, rows);
  return ['', colors.bold(title), `  ${colors.dim(head)}`, ...lines.map((line) => `  ${line}`)];
}

const dayColumns = ({ unit }: SourceReport) => [
  { head: 'day' },
  { head: `cost, ${unitName(unit)}`, align: 'decimal' as const },
  { head: 'alone', align: 'decimal' as const },
  { head: 'endpoints used', align: 'right' as const },
  { head: 'state' },
  { head: '' },
];

function dayCells(day: ReconciledDay, { unit }: SourceReport): string[] {
  return [
    toDayUtc(day.start),
    day.cost === null ? '?' : formatExact(day.cost, unit),
    day.cost === null ? '?' : formatExact(subtract(day.cost, day.matched), unit),
    `${day.usage.filter((one) => one.measures.length > 0).length}`,
    day.state === 'complete' ? '' : day.state,
    [...new Set(day.findings.map((finding) => FINDING_NAMES[finding.kind]))].join('; '),
  ];
}
