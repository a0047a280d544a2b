/** Held by whoever builds; see `holdLock`. */
export const BUILD_LOCK_FILE = 'build.lock';
/** What a build has read of its sources; it is gone when the build has ended well. */
export const GATHERED_FILE = 'gathered.sqlite';
