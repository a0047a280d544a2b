import type { KnownFacts } from './known-facts.ts';
import type { ServiceHit } from './parse-search-answer.ts';
import type { DownloadCount, SearchHit } from './search.ts';
import type { SearchMatch } from './search-index.ts';

/** What there is of a package, each null where its source does not know it. */
export interface HitParts {
  readonly name: string;
  readonly match?: SearchMatch;
  /** The index's count. */
  readonly indexed: DownloadCount | null;
  readonly remote: ServiceHit | null;
  /** The day of the service's answer, `YYYY-MM-DD`. */
  readonly remoteDay: string | null;
  readonly known: KnownFacts | null;
}

/**
 * Puts one line together: version, time, description and licence of whichever source knows the later release, filled
 * up from the other; the index's count before the service's.
 */
export function toSearchHit(parts: HitParts): SearchHit {
  const { name, match, indexed, remote, remoteDay, known } = parts;
  const isRemoteLater = (remote?.publishedAt ?? '') > (known?.publishedAt ?? '');
  const [first, second] = isRemoteLater ? [remote, known] : [known, remote];
  const release = first?.version != null ? first : second;
  const counted = remote?.downloads ?? null;
  return {
    name,
    version: release?.version ?? null,
    publishedAt: release?.publishedAt ?? null,
    description: first?.description ?? second?.description ?? null,
    license: first?.license ?? second?.license ?? null,
    downloads:
      indexed ??
      (counted === null || remoteDay === null
        ? null
        : { downloads: counted, through: remoteDay, from: 'search' }),
    isDeprecated: known?.isDeprecated ?? false,
    ...(match === undefined ? {} : { match }),
  };
}
