import type { IndexAnswer, IndexPage, Suggestions } from './search-index.ts';
import type { SearchQuery } from './search-query.ts';

/** What the searching thread is asked; `file` is the index to ask, which may be another one than before. */
export type SearchMessage = { readonly id: number; readonly file: string; readonly now: number } & (
  | { readonly kind: 'search'; readonly query: SearchQuery; readonly page: IndexPage }
  | { readonly kind: 'suggest'; readonly text: string; readonly limit: number }
);

export type SearchReply = { readonly id: number } & (
  | { readonly kind: 'answer'; readonly answer: IndexAnswer | Suggestions }
  | { readonly kind: 'error'; readonly message: string }
);
