import type { UpdateResult } from '@shipstats/registry';
import { EXIT } from '../exit-codes.ts';
import { readWhole } from '../read-whole.ts';
import { plural } from '../run-words.ts';
import type { GlobalOptions } from '../runtime.ts';
import type { Session } from '../session.ts';
import { workOnIndex } from '../work-on-index.ts';

export interface IndexUpdateOptions extends GlobalOptions {
  readonly since?: string;
  readonly json?: boolean;
}

/** Answers `shipstats index update`. */
export async function indexUpdate(options: IndexUpdateOptions, session: Session): Promise<number> {
  const since =
    options.since === undefined ? undefined : readWhole(options.since, '--since', Number.MAX_SAFE_INTEGER);
  return await workOnIndex(options, session, {
    work: async (searchIndex, view, signal) => {
      const result = await searchIndex.update({
        since,
        signal,
        onProgress: ({ done, total, sequence }) =>
          view.update('Reading changes', total === 0 ? null : done / total, `up to ${sequence}`),
      });
      view.end();
      return tell(result, options, session);
    },
    stopped: 'Stopped. What was read is kept; the next update goes on from there.',
  });
}

function tell(result: UpdateResult, { json }: IndexUpdateOptions, { stdout, stderr }: Session): number {
  if (result.kind === 'busy') {
    stderr.write('Another process follows the change feed; nothing was done.\n');
    return EXIT.busy;
  }
  const { followed, changed } = result;
  if (json) {
    stdout.write(`${JSON.stringify({ ...followed, changed }, null, 2)}\n`);
    return EXIT.ok;
  }
  const { start, place, changes, deletions, unreadable } = followed;
  const lines =
    start === 'begun'
      ? [
          `The change feed is followed from here on, sequence ${place.sequence}. The next update reads what changes.`,
        ]
      : start === 'restarted'
        ? [`The change feed was made anew: it is followed from here on, sequence ${place.sequence}.`]
        : [
            `${plural(changes, 'package')} changed, ${deletions.toLocaleString('en-US')} gone, up to sequence ${place.sequence}.`,
            ...(unreadable > 0 ? [`${plural(unreadable, 'package')} could not be read.`] : []),
          ];
  stdout.write(
    `${[...lines, `${plural(changed, 'package')} of the index brought up to date.`].join('\n')}\n`,
  );
  return EXIT.ok;
}
