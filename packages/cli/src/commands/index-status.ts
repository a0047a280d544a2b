import type { IndexStatus } from '@shipstats/registry';
import { EXIT } from '../exit-codes.ts';
import { megabytes } from '../index-progress-view.ts';
import { printable } from '../printable.ts';
import { plural } from '../run-words.ts';
import { type GlobalOptions, loadRuntime } from '../runtime.ts';
import type { Session } from '../session.ts';

export interface IndexStatusOptions extends GlobalOptions {
  readonly json?: boolean;
}

/** Answers `shipstats index status`. */
export async function indexStatus(options: IndexStatusOptions, session: Session): Promise<number> {
  const runtime = await loadRuntime(options, session, { withoutConfig: 'demo' });
  try {
    const { explore } = await runtime.npm();
    const status = explore.searchIndex.status();
    session.stdout.write(
      options.json ? `${JSON.stringify(status, null, 2)}\n` : `${describe(status).join('\n')}\n`,
    );
    return status.trouble === null ? EXIT.ok : EXIT.failed;
  } finally {
    await runtime.close();
  }
}

function describe({ inUse, trouble, learned, place, isBuilding, isUnfinished }: IndexStatus): string[] {
  return [
    ...(inUse === null ? [] : describeIndex(inUse)),
    ...(trouble === null ? [] : [`trouble      ${printable(trouble)}`]),
    ...(inUse === null && trouble === null
      ? ['No index was built: the list that ships is searched. "shipstats index build --from …" makes one.']
      : []),
    `learned      ${plural(learned.known, 'package')} since, ${learned.deleted.toLocaleString('en-US')} gone` +
      (learned.waiting > 0 ? `; ${learned.waiting.toLocaleString('en-US')} not in the index yet` : ''),
    `change feed  ${place === null ? 'not followed' : `up to sequence ${place.sequence}, read ${place.asOf}`}`,
    ...(isBuilding
      ? ['A new index is being built.']
      : isUnfinished
        ? ['A build was broken off: the next one of the same sources goes on.']
        : []),
  ];
}

function describeIndex(index: NonNullable<IndexStatus['inUse']>): string[] {
  const { packages, source, builtOn, bytes, file, known } = index;
  const facts = Object.entries(known).map(
    ([fact, count]) => `${NAMES[fact as keyof typeof known]} ${share(count, packages)}`,
  ); // its own keys
  return [
    `packages     ${packages.toLocaleString('en-US')}`,
    `source       ${printable(source)}, ${builtOn}`,
    `size         ${megabytes(bytes)}, ${file}`,
    `known of     ${facts.join(', ')}`,
  ];
}

const NAMES = {
  downloads: 'downloads',
  description: 'description',
  keywords: 'keywords',
  readmeStems: 'readme',
  license: 'licence',
  types: 'types',
  module: 'module format',
  publishedAt: 'release date',
  maintainers: 'maintainers',
} as const;

/** Never 100 % or 0 % where it is not all or nothing. */
function share(count: number, all: number): string {
  if (count === 0 || all === 0) return 'none';
  if (count === all) return '100 %';
  const percent = (count / all) * 100;
  return `${percent < 0.1 ? '<0.1' : Math.min(99.9, percent).toFixed(1)} %`;
}
