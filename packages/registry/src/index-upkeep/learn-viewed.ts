import type { LearnedFacts } from '../index-learned/learned.ts';
import { toLearned } from '../index-learned/to-learned.ts';
import type { PackageCopy } from '../packument/packuments.ts';

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

/**
 * Keeps what a packument tells that was read since somebody looked at it. Only of packages that the index has, from the
 * registry that its names are of: a company's own packages never come into a search that anybody may ask.
 */
export function createLearnViewed(options: LearnViewedOptions): (copy: PackageCopy) => void {
  const { learned, registry, isPackage, onNews, onWarning } = options;
  return (copy) => {
    keep(copy).catch((error: unknown) => {
      onWarning(
        `What was read of packages is not kept for the search (${error instanceof Error ? error.message : String(error)}).`,
      );
    });
  };

  async function keep(copy: PackageCopy): Promise<void> {
    if (copy.registry !== (await registry()) || isPackage(copy.facts.name) !== true) return;
    const found = toLearned(copy.facts, copy.manifest, isPackage);
    if (found !== null && learned.keep([found]) > 0) onNews();
  }
}
