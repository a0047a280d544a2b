/** How much of an archive is read before it is refused. */
export interface TarballLimits {
  readonly maxPackedBytes: number;
  readonly maxUnpackedBytes: number;
  /** Unpacked over packed bytes, looked at from the first megabyte on: text seldom reaches twenty. */
  readonly maxRatio: number;
  readonly maxEntries: number;
  readonly maxPathLength: number;
}

/** Enough for nearly all packages; a page that wants a readme waits for no more. */
export const TARBALL_LIMITS: TarballLimits = {
  maxPackedBytes: 48 * 1024 * 1024,
  maxUnpackedBytes: 256 * 1024 * 1024,
  maxRatio: 200,
  maxEntries: 50_000,
  maxPathLength: 1_024,
};
