import { toDayUtc } from '@shipstats/core';
import { colorsFor } from '../colors.ts';
import { EXIT } from '../exit-codes.ts';
import { openDataFile } from '../open-data-file.ts';
import { plural } from '../run-words.ts';
import type { GlobalOptions } from '../runtime.ts';
import type { Session } from '../session.ts';

/** Answers `shipstats verify`: looks for damage and for totals that are not the sums of their rows. */
export async function verify(options: GlobalOptions, session: Session): Promise<number> {
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
