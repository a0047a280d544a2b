import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Runtime } from '../runtime.ts';

const LIST = 'made-up-packages.json';

/**
 * Builds the search index of a made-up npm, once for each of its days: the list that ships names real packages, none of
 * which that has. Does nothing where npm is the real one, or where somebody has built another index.
 */
export async function prepareDemoIndex(runtime: Pick<Runtime, 'simulatedNpm' | 'npm'>): Promise<void> {
  if (!runtime.simulatedNpm) return;
  const { explore, madeUp } = await runtime.npm();
  const { inUse } = explore.searchIndex.status();
  if (madeUp === undefined || (inUse !== null && inUse.source !== LIST)) return;
  const { day, packages } = await madeUp();
  if (inUse?.builtOn === day) return;
  const folder = await mkdtemp(path.join(tmpdir(), 'shipstats-demo-'));
  try {
    const file = path.join(folder, LIST);
    await writeFile(file, JSON.stringify(packages));
    await explore.searchIndex.build({
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
