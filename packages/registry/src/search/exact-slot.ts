/** Below this an exact name may be a squatter's, or somebody's unfinished word. */
export const HARDLY_ANY_DOWNLOADS = 10_000;
