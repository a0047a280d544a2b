import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { IndexUpkeep } from '@shipstats/registry';
import type { Runtime } from '../runtime.ts';

const LIST = 'made-up-packages.json';

/**
 * Builds the search index of a made-up npm, once for each of its days: the list that ships names real packages, none of
 * which that has. Does nothing where npm is the real one, or where somebody has built another index. Without one the
 * demonstration goes on, since most of it needs none: why there is none is a warning.
 */
export async function prepareDemoIndex(
  runtime: Pick<Runtime, 'simulatedNpm' | 'npm'>,
  onWarning: (message: string) => void,
): Promise<void> {
  if (!runtime.simulatedNpm) return;
  const { explore, madeUp } = await runtime.npm();
  const { inUse } = explore.searchIndex.status();
  if (madeUp === undefined || (inUse !== null && inUse.source !== LIST)) return;
  const { day, packages } = await madeUp();
  if (inUse?.builtOn === day) return;
  try {
    await buildFrom(packages, day, explore.searchIndex);
  } catch (error) {
    // A disk or folder that cannot be written, no folder for temporary files, or a build by somebody else.
    const reason = error instanceof Error ? error.message : String(error);
    const instead = inUse === null ? 'the list that ships, of real packages' : `the one of ${inUse.builtOn}`;
    onWarning(
      `the search index of the made-up packages could not be built (${reason}). The search uses ${instead}, until a ` +
        'later start builds it.',
    );
  }
}

async function buildFrom(packages: readonly unknown[], day: string, searchIndex: IndexUpkeep): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'shipstats-demo-'));
  try {
    const file = path.join(folder, LIST);
    await writeFile(file, JSON.stringify(packages));
    await searchIndex.build({
      sources: [{ kind: 'file', path: file }],
      builtOn: day,
      isForced: true,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
