import type { IndexMeta } from '../search/sqlite/create-index-writer.ts';

/** What the writing thread is started with. */
export interface WriteJob {
  readonly file: string;
  readonly listFile: string;
  readonly fingerprint: string;
  readonly learnedFile: string;
  readonly meta: IndexMeta;
}

/** What it says. */
export type WriteMessage =
  | { readonly kind: 'progress'; readonly done: number }
  | { readonly kind: 'done'; readonly packages: number };
