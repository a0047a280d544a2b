import { bucketStart, ConfigError, formatBucket, toDayUtc, toUnixSeconds } from '@shipstats/core';
import type { ResourceRun, Run, Store } from '@shipstats/store';
import { colorsFor } from '../colors.ts';
import { EXIT } from '../exit-codes.ts';
import { openDataFile } from '../open-data-file.ts';
import { plural } from '../run-words.ts';
import { chooseConnectors, type GlobalOptions, loadRuntime, type Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';
import { renderTable } from '../text-table.ts';
import { UsageError } from '../usage-error.ts';
import { exitCodeOf, readDay, syncAll } from './sync.ts';

/** Changed totals that are listed; the rest is in `shipstats revisions`. */
const SHOWN = 50;

export interface VerifyOptions extends GlobalOptions {
  readonly since?: string;
}

/** Answers `shipstats verify [SOURCE]`: looks at the file alone, or reads a source's finished days again. */
export async function verify(
  name: string | undefined,
  options: VerifyOptions,
  session: Session,
): Promise<number> {
  if (name !== undefined) return verifySource(name, options, session);
  if (options.since !== undefined) throw new UsageError('--since: name the source whose days to read again.');
  return verifyFile(options, session);
}

/** Reads every finished day again, however long ago it was final, and tells what the source says differently now. */
async function verifySource(name: string, options: VerifyOptions, session: Session): Promise<number> {
  const since = options.since === undefined ? 0 : readDay(options.since, '--since');
  const signal = session.stopSignal();
  const runtime = await loadRuntime(options, session);
  try {
    const chosen = chooseConnectors(runtime.config, [name]);
    const missing = runtime.secrets.missing([name]);
    if (missing.length > 0) throw new ConfigError(missing);
    const store = await runtime.openStore();
    try {
      const today = bucketStart(toUnixSeconds(runtime.clock()), 'day');
      const wanted = { reread: [{ start: since, end: today }] };
      const results = await syncAll(chosen, { runtime, store, options: {}, session, signal, wanted });
      const [result] = results;
      if (result?.kind === 'finished')
        session.stdout.write(await describeChanges(result.run, store, runtime));
      return exitCodeOf(results, signal);
    } finally {
      await store.close();
    }
  } finally {
    await runtime.close();
  }
}

/** Names are no part of what is verified; whatever else a resource warns of may be a day that was not read. */
function isSure({ names, warnings }: ResourceRun): boolean {
  return names !== undefined || warnings.length === 0;
}

async function describeChanges(run: Run, store: Store, { catalog }: Runtime): Promise<string> {
  const changed = (['day', 'hour', 'minute'] as const).flatMap((noun) => {
    const of = run.resources.filter(({ granularity = 'day' }) => granularity === noun);
    const count = of.reduce((sum, { revised }) => sum + revised, 0);
    return count === 0 ? [] : [plural(count, noun)];
  });
  if (changed.length === 0 && run.status === 'succeeded' && run.resources.every(isSure)) {
    return `${run.connector}: every finished day is what it was.\n`;
  }
  if (changed.length === 0) {
    return `${run.connector}: nothing that could be read has changed; what is said above could not be verified.\n`;
  }
  const found = await store.revisions({
    connector: run.connector,
    of: 'totals',
    seenSince: run.startedAt,
    limit: SHOWN,
  });
  const rows = found.map((one) => [
    formatBucket(one.bucket, catalog.resource(one.connector, one.resource)?.granularity ?? 'day'),
    one.resource,
    one.partition ?? one.measure,
    one.before ?? 'unknown',
    one.after ?? 'unknown',
  ]);
  const columns = ['day', 'resource', 'number', 'before', 'after'].map((head) => ({ head }));
  const table = rows.length === 0 ? [] : renderTable(columns, rows);
  return [
    ...table,
    `${run.connector}: ${changed.join(', ')} changed. "shipstats revisions --rows" lists what of them.`,
    '',
  ].join('\n');
}

/** Looks for damage and for totals that are not the sums of their rows. */
async function verifyFile(options: GlobalOptions, session: Session): Promise<number> {
  const { store, data } = await openDataFile(options, session);
  const colors = colorsFor(session.stdout, session.env);
  try {
    const damage = await store.verify();
    if (damage.length > 0) {
      const lines = damage.map((line) => `${colors.red('✗')} ${line}`);
      session.stdout.write(
        `${lines.join('\n')}\n${data.file} is damaged. Put a backup in its place, or move it away and sync anew.\n`,
      );
      return EXIT.failed;
    }
    const counts = await store.counts();
    const lines = counts.map(({ connector, resource, buckets, rows, first, last }) => {
      const span = first === null || last === null ? '' : `, ${toDayUtc(first)} to ${toDayUtc(last)}`;
      return `${colors.green('✓')} ${connector}.${resource}: ${plural(buckets, 'bucket')}, ${plural(rows, 'row')}${span}`;
    });
    const megabytes = ((await store.size()) / 1e6).toFixed(1);
    session.stdout.write(`${[...lines, `${data.file} is sound (${megabytes} MB).`].join('\n')}\n`);
    return EXIT.ok;
  } finally {
    await store.close();
  }
}
