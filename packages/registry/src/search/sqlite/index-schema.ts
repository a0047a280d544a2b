/** Of the file; another one is not read, and has to be built anew. Raised whenever what is written into it changes. */
export const INDEX_FORMAT = 'shipstats-index 3';

/**
 * - `package`: what is known, in the order of popularity (`popularityId`)
 * - `words`: the stems of names, descriptions and keywords, and facets (`facet`, `unknownFacet`); which row, nothing
 *   else
 * - `readmes`: the same of packages whose readme is known, with the stems that it begins with
 * - `squashed`: names without signs, whole and without their scope, to find beginnings
 * - `typo`: deletions of popular names, as hashes, to find what is a typing error away
 * - `word`: in how many packages a stem is; `form`: how common a word is as it is written, with its deletions in `slip`
 * - `scope`, `user`: for suggestions, with the downloads of all their packages
 * - `meta`: what the index is made of
 */
export const INDEX_TABLES = `
create table meta (key text primary key, value text not null) without rowid;
create table package (
  id integer primary key,
  name text not null,
  downloads integer,
  description text,
  facts text
);
create virtual table words using fts5(text, content='', contentless_delete=1, detail=none, tokenize='ascii');
create virtual table readmes using fts5(text, content='', contentless_delete=1, detail=none, tokenize='ascii');
create virtual table squashed using
  fts5(text, content='', contentless_delete=1, detail=none, tokenize='ascii', prefix='1 2 3 4 5 6');
create table typo (hash integer, id integer, primary key (hash, id)) without rowid;
create table word (stem text primary key, packages integer not null) without rowid;
create table form (id integer primary key, text text not null unique, packages integer not null);
create table slip (hash integer, form integer, primary key (hash, form)) without rowid;
create table scope (name text primary key, downloads integer not null, packages integer not null) without rowid;
create table user (name text primary key, downloads integer not null, packages integer not null) without rowid;
`;
