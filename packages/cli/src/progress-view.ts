import { type Clock, type FetchEvent, toUnixSeconds } from '@shipstats/core';
import type { ResourceRun } from '@shipstats/store';
import { progressWords, type SyncProgress } from '@shipstats/sync';
import { type Colors, colorsFor } from './colors.ts';
import type { Io } from './io.ts';
import { formatSeconds, plural } from './run-words.ts';
import { textWidth } from './text-table.ts';

/** Shows a sync while it works. */
export interface ProgressView {
  update(progress: SyncProgress): void;
  /** Takes away what only made sense meanwhile. */
  end(): void;
}

/** Bars that are drawn over on a terminal; a line a finished resource and for each long wait elsewhere. */
export function createProgressView(name: string, io: Pick<Io, 'stderr' | 'env'>, clock: Clock): ProgressView {
  return io.stderr.isTTY === true ? createBars(name, io, clock) : createLines(name, io);
}

function createBars(name: string, { stderr, env }: Pick<Io, 'stderr' | 'env'>, clock: Clock): ProgressView {
  const colors = colorsFor(stderr, env);
  let drawn = 0;
  const clear = () => {
    if (drawn > 0) stderr.write(`\u001b[${drawn}A\u001b[0J`);
    drawn = 0;
  };
  return {
    update(progress) {
      const lines = renderBars(name, progress, { columns: stderr.columns ?? 80, colors, now: clock() });
      clear();
      stderr.write(`${lines.join('\n')}\n`);
      drawn = lines.length;
    },
    end: clear,
  };
}

const BAR = 20;

interface Screen {
  readonly columns: number;
  readonly colors: Colors;
  readonly now: Date;
}

/** The picture of one moment: how far the whole run is, and a line a resource that fits the terminal. */
export function renderBars(
  name: string,
  { run, resource, event }: SyncProgress,
  { columns, colors, now }: Screen,
): string[] {
  // Names have no days to count.
  const resources = run.resources.filter((each) => each.names === undefined);
  const width = Math.max(0, ...resources.map((each) => each.resource.length));
  return [
    `${colors.bold(name)} ${progressWords(run, toUnixSeconds(now))}`,
    ...resources.map((each) => {
      const facts = barFacts(each, each.resource === resource ? event : null);
      const line = `  ${each.resource.padEnd(width)} ${renderBar(each, colors)} ${facts}`;
      return textWidth(line) < columns
        ? line
        : `${line.slice(0, Math.max(0, columns - 2 + line.length - textWidth(line)))}…`;
    }),
  ];
}

function renderBar({ status, planned, buckets }: ResourceRun, colors: Colors): string {
  const done = status === 'succeeded' ? 1 : planned === 0 ? 0 : Math.min(1, buckets / planned);
  const full = Math.round(done * BAR);
  const bar = '█'.repeat(full) + '░'.repeat(BAR - full);
  if (status === 'failed') return colors.red(bar);
  return status === 'succeeded'
    ? colors.green(bar)
    : status === 'pending'
      ? colors.dim(bar)
      : colors.cyan(bar);
}

function barFacts(resource: ResourceRun, event: FetchEvent | null): string {
  if (resource.status === 'pending') return 'waiting for its turn';
  if (resource.status === 'failed') return 'failed';
  return [
    `${resource.buckets}/${resource.planned} ${resource.granularity ?? 'day'}s`,
    plural(resource.rows, 'row'),
    plural(resource.requests, 'request'),
    event?.kind === 'wait' ? `waiting ${formatSeconds(event.waitMs)}: ${event.reason}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

function createLines(name: string, { stderr }: Pick<Io, 'stderr'>): ProgressView {
  const told = new Set<string>();
  return {
    update({ resource, event }) {
      if (resource !== null && !told.has(resource)) {
        told.add(resource);
        stderr.write(`${name}: syncing ${resource}\n`);
      }
      if (event?.kind === 'wait' && event.waitMs >= 1_000) {
        stderr.write(`${name}: waiting ${formatSeconds(event.waitMs)} (${event.label}: ${event.reason})\n`);
      }
    },
    end: () => undefined,
  };
}
