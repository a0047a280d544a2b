import { ConfigError, formatBucket, toIso, type UnixSeconds } from '@shipstats/core';
import type { QuarantineEntry } from '@shipstats/store';
import { EXIT } from '../exit-codes.ts';
import { printable } from '../printable.ts';
import { readWhole } from '../read-whole.ts';
import { plural } from '../run-words.ts';
import { chooseConnectors, type GlobalOptions, loadRuntime, type Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';
import { MAX_LISTED } from './revisions.ts';
import { exitCodeOf, syncAll } from './sync.ts';

export interface QuarantineOptions extends GlobalOptions {
  readonly retry?: boolean;
  readonly limit: string;
  readonly json?: boolean;
}

/** Answers `shipstats quarantine [CONNECTOR]`: the rows that could not be read, as they came; or reads them again. */
export async function quarantine(
  name: string | undefined,
  options: QuarantineOptions,
  session: Session,
): Promise<number> {
  const limit = readWhole(options.limit, '--limit', MAX_LISTED, 1);
  const runtime = await loadRuntime(options, session);
  const chosen = name === undefined ? undefined : chooseConnectors(runtime.config, [name]);
  try {
    if (options.retry) return await retry(name, runtime, options, session);
    const store = await runtime.openStoreToRead();
    try {
      const [only] = chosen ?? [];
      const found = await store.quarantine({ ...(only && { connector: only.name }), limit });
      session.stdout.write(render(found, options.json === true, runtime));
      return EXIT.ok;
    } finally {
      await store.close();
    }
  } finally {
    await runtime.close();
  }
}

async function retry(
  name: string | undefined,
  runtime: Runtime,
  options: QuarantineOptions,
  session: Session,
): Promise<number> {
  const signal = session.stopSignal();
  const store = await runtime.openStore();
  try {
    const counts = await store.quarantineCounts();
    const chosen = chooseConnectors(runtime.config, name === undefined ? [] : [name]).filter((connector) =>
      counts.some((count) => count.connector === connector.name),
    );
    const missing = runtime.secrets.missing(chosen.map((connector) => connector.name));
    if (missing.length > 0) throw new ConfigError(missing);
    if (chosen.length === 0) {
      session.stdout.write('Nothing is in quarantine.\n');
      return EXIT.ok;
    }
    const wanted = { retryQuarantined: true };
    return exitCodeOf(await syncAll(chosen, { runtime, store, options, session, signal, wanted }), signal);
  } finally {
    await store.close();
  }
}

function render(
  found: readonly QuarantineEntry[],
  asJson: boolean,
  { catalog }: Pick<Runtime, 'catalog'>,
): string {
  const nameBucket = (
    { connector, resource }: Pick<QuarantineEntry, 'connector' | 'resource'>,
    bucket: UnixSeconds,
  ) => formatBucket(bucket, catalog.resource(connector, resource)?.granularity ?? 'day');
  if (asJson) {
    const rows = found.map(({ bucket, seenAt, ...entry }) => ({
      ...entry,
      bucket: nameBucket(entry, bucket),
      seenAt: toIso(seenAt),
    }));
    return `${JSON.stringify({ rows }, null, 2)}\n`;
  }
  if (found.length === 0) return 'Nothing is in quarantine.\n';
  const lines = found.flatMap((entry) => {
    const { connector, resource, partition, bucket, reason, raw } = entry;
    const part = partition === undefined ? '' : ` (${printable(partition)})`;
    return [
      `${nameBucket(entry, bucket)} ${connector}.${resource}${part}: ${printable(reason)}`,
      `  ${printable(raw)}`,
    ];
  });
  const end = `${plural(found.length, 'row')} set aside. "shipstats quarantine --retry" asks the source again.`;
  return `${[...lines, end].join('\n')}\n`;
}
