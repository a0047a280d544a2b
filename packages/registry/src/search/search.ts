import type { ServiceState } from '../service/service.ts';
import type { Correction, PackageTraits, SearchMatch } from './search-index.ts';
import type { SearchFilter } from './search-query.ts';
import type { WhyPart } from './why-part.ts';

/** A count of downloads with its stamp: what every page, badge and answer shows of a package. */
export interface DownloadCount {
  /** Downloads of 30 days. */
  readonly downloads: number;
  /**
   * `store`: the last of those days, `YYYY-MM-DD`. Of the others, whose days nobody names: `index`, the day that the list
   * was made; `search`, the day that npm's search said so.
   */
  readonly through: string;
  /** `store`: daily counts that were read here. `index`: the search index in use. `search`: npm's search service. */
  readonly from: 'store' | 'index' | 'search';
}

/** One package found. What is not known is null: an index may know no more than names and downloads. */
export interface SearchHit {
  readonly name: string;
  readonly version: string | null;
  readonly description: string | null;
  /** When that version was published, ISO 8601. */
  readonly publishedAt: string | null;
  readonly downloads: DownloadCount | null;
  readonly isDeprecated: boolean;
  /** As the package writes it; null or absent where it is not known. */
  readonly license?: string | null;
  /** Why a search found it: `exact` where its name was typed. */
  readonly match?: SearchMatch;
  readonly keywords?: PackageTraits['keywords'];
  readonly types?: PackageTraits['types'];
  readonly module?: PackageTraits['module'];
  /** What gave it its place; empty where npm's search alone has found it, and behind all that is ranked. */
  readonly why?: readonly WhyPart[];
  /** Filters that could not be answered for it: it may not fit them. */
  readonly isUnknown?: readonly SearchFilter[];
}

export interface SearchOptions {
  /** 1 to 100; 20 by default. */
  readonly limit?: number;
  /** 0 to 1,000. */
  readonly offset?: number;
  /** Ask npm's search service too, where it answers in time; while typing it is not. */
  readonly withService?: boolean;
  readonly signal?: AbortSignal;
}

export interface SearchAnswer {
  readonly hits: readonly SearchHit[];
  /** There are more behind these. */
  readonly hasMore: boolean;
  /** "Did you mean": the spelling that was searched instead of what was typed. */
  readonly corrected: Correction | null;
  /** Packages among those found that are not shown because they are deprecated. */
  readonly hiddenDeprecated: number;
  /** What was searched, for the stamp under the results. */
  readonly index: {
    readonly packages: number;
    readonly builtOn: string;
    /** The list that ships, of the most downloaded packages: no other was built. */
    readonly isStarter: boolean;
  };
  /** Present where the service was asked. */
  readonly service: ServiceState | null;
}
