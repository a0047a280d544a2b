import { statSync } from 'node:fs';
import path from 'node:path';
import { EXIT } from '../exit-codes.ts';
import { openDataFile } from '../open-data-file.ts';
import type { GlobalOptions } from '../runtime.ts';
import type { Session } from '../session.ts';

/** Answers `shipstats backup FILE`: copies the live store into a new file. */
export async function backup(file: string, options: GlobalOptions, session: Session): Promise<number> {
  const { store } = await openDataFile(options, session);
  try {
    const target = path.resolve(session.cwd, file);
    await store.backup(target);
    const megabytes = (statSync(target).size / 1e6).toFixed(1);
    session.stdout.write(
      `Copied to ${target} (${megabytes} MB). To restore, stop Shipstats and put it in place as shipstats.db.\n`,
    );
    return EXIT.ok;
  } finally {
    await store.close();
  }
}
