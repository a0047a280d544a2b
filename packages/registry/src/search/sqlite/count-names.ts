import type Database from 'better-sqlite3';
import type { IndexFacts } from '../index-document.ts';
import { scopeOf } from './index-words.ts';

/** A package, as far as scopes and users count it. */
export interface CountedPackage {
  readonly name: string;
  readonly downloads: number | null;
  readonly facts: IndexFacts;
}

/** Keeps the packages and downloads of scopes and users right while packages come and go. */
export interface NameCounts {
  add(one: CountedPackage): void;
  remove(one: CountedPackage): void;
}

export function createNameCounts(db: Database.Database): NameCounts {
  const scope = countsIn(db, 'scope');
  const user = countsIn(db, 'user');
  const each = ({ name, downloads, facts }: CountedPackage, act: 'add' | 'remove') => {
    const named = scopeOf(name);
    if (named !== null) scope[act](named, downloads ?? 0);
    for (const maintainer of facts.maintainers ?? []) user[act](maintainer, downloads ?? 0);
  };
  return { add: (one) => each(one, 'add'), remove: (one) => each(one, 'remove') };
}

function countsIn(db: Database.Database, table: 'scope' | 'user') {
  const add = db.prepare<[string, number]>(
    `insert into ${table} (name, downloads, packages) values (?, ?, 1)
     on conflict do update set downloads = downloads + excluded.downloads, packages = packages + 1`,
  );
  const subtract = db.prepare<[number, string]>(
    `update ${table} set downloads = max(0, downloads - ?), packages = packages - 1 where name = ?`,
  );
  const drop = db.prepare<[string]>(`delete from ${table} where name = ? and packages <= 0`);
  return {
    add: (name: string, downloads: number) => void add.run(name, downloads),
    remove(name: string, downloads: number) {
      subtract.run(downloads, name);
      drop.run(name);
    },
  };
}
