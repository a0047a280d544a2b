import path from 'node:path';
import { parseDayUtc } from '@shipstats/core';
import {
  type BuildResult,
  IndexBuildError,
  parseSourceSpec,
  SourceError,
  type SourceSpec,
} from '@shipstats/registry';
import { EXIT } from '../exit-codes.ts';
import { showBuild } from '../index-progress-view.ts';
import { printable } from '../printable.ts';
import { plural } from '../run-words.ts';
import type { GlobalOptions } from '../runtime.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';
import { workOnIndex } from '../work-on-index.ts';

export interface IndexBuildOptions extends GlobalOptions {
  readonly from: readonly string[];
  readonly asOf?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

const MOST_BAD_SHOWN = 5;

/** Answers `shipstats index build --from SOURCE`. */
export async function indexBuild(options: IndexBuildOptions, session: Session): Promise<number> {
  const sources = options.from.map((text) => readSource(text, session.cwd));
  const builtOn = options.asOf;
  if (builtOn !== undefined && parseDayUtc(builtOn) === undefined) {
    throw new UsageError(`--as-of ${JSON.stringify(builtOn)}: write a UTC day as 2026-01-31.`);
  }
  try {
    return await workOnIndex(options, session, {
      work: async (searchIndex, view, signal) => {
        const result = await searchIndex.build({
          sources,
          builtOn,
          isForced: options.force === true,
          signal,
          onProgress: (progress) => showBuild(view, progress),
        });
        view.end();
        return tell(result, options, session);
      },
      stopped:
        'Stopped. The index in use is as it was; the next build of the same sources goes on reading from here.',
    });
  } catch (error) {
    if (!(error instanceof SourceError) && !(error instanceof IndexBuildError)) throw error;
    session.stderr.write(`${printable(error.message)}\nThe index in use is as it was.\n`);
    return EXIT.failed;
  }
}

function readSource(text: string, cwd: string): SourceSpec {
  const spec = parseSourceSpec(text);
  if (spec.kind === 'invalid') throw new UsageError(`--from ${JSON.stringify(text)}: ${spec.reason}`);
  return spec.kind === 'file' ? { ...spec, path: path.resolve(cwd, spec.path) } : spec;
}

function tell(result: BuildResult, { json }: IndexBuildOptions, { stdout, stderr }: Session): number {
  if (result.kind === 'busy') {
    stderr.write('Another process builds the index; nothing was done. Try again when it has ended.\n');
    return EXIT.busy;
  }
  const { packages, before, shipped, builtOn, source, badRows, bad } = result;
  if (json) {
    stdout.write(`${JSON.stringify({ packages, before, builtOn, source, badRows, bad }, null, 2)}\n`);
    return EXIT.ok;
  }
  const than = before === null ? '' : ` (${before.toLocaleString('en-US')} before)`;
  stdout.write(
    `${plural(packages, 'package')}${than} of ${printable(source)}, ${builtOn}: in use from now on.\n`,
  );
  if (shipped !== null && packages < shipped) {
    stderr.write(
      `The list that ships has ${shipped.toLocaleString('en-US')}, which are searched no more. ` +
        'To search in those again, delete current.json in search/ of the data folder.\n',
    );
  }
  if (badRows > 0) {
    stderr.write(
      `${plural(badRows, 'row')} could not be read and ${badRows === 1 ? 'is' : 'are'} left out:\n`,
    );
    for (const { source: of, at, reason } of bad.slice(0, MOST_BAD_SHOWN)) {
      stderr.write(`  ${printable(`${of}, row ${at} ${reason}`)}\n`);
    }
    if (badRows > MOST_BAD_SHOWN) stderr.write('  …\n');
  }
  return EXIT.ok;
}
