import type { LearnedFacts } from '../index-learned/learned.ts';
import { type ReadPackument, toLearned } from '../index-learned/to-learned.ts';
import type { PackageCopy } from '../packument/packuments.ts';
import type { TarballSource } from '../tarball/tarballs.ts';

export interface LearnViewedOptions {
  readonly learned: LearnedFacts;
  /** The registry of packages without a scope; ends with a slash. */
  readonly registry: () => Promise<string>;
  /** Whether the index has a package; null where it has not, and cannot tell whether there is one. */
  readonly isPackage: (name: string) => boolean | null;
  /** Something is waiting to be put into the index. */
  readonly onNews: () => void;
  readonly onWarning: (message: string) => void;
}

/** Takes note of what is read anyway. */
export interface LearnViewed {
  packument(copy: PackageCopy): void;
  /** Of the latest version; that of another one tells nothing that is sure to be so. */
  readme(source: TarballSource, text: string): void;
}

/**
 * Keeps what was read since somebody looked at it. Only of packages that the index has, from the registry that its names
 * are of: a company's own packages never come into a search that anybody may ask.
 */
export function createLearnViewed(options: LearnViewedOptions): LearnViewed {
  const { learned, registry, isPackage, onNews, onWarning } = options;
  return {
    packument: (copy) => keep(copy, copy.readme()),
    readme({ copy, version }, text) {
      if (version === copy.facts.distTags.latest) keep(copy, { text, version });
    },
  };

  function keep(copy: PackageCopy, readme: ReadPackument['readme']): void {
    keepFound(copy, readme).catch((error: unknown) => {
      onWarning(
        `What was read of packages is not kept for the search (${error instanceof Error ? error.message : String(error)}).`,
      );
    });
  }

  async function keepFound(copy: PackageCopy, readme: ReadPackument['readme']): Promise<void> {
    const { facts, manifest: manifestOf } = copy;
    if (copy.registry !== (await registry()) || isPackage(facts.name) !== true) return;
    const found = toLearned({ facts, manifestOf, readme, isPackage });
    if (found !== null && learned.keep([found]) > 0) onNews();
  }
}
