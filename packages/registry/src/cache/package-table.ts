import type Database from 'better-sqlite3';
import type { PackumentReadme } from '../packument/kept-packument.ts';
import type { KnownFacts } from '../search/known-facts.ts';
import type { KnownPackage } from '../users/create-users.ts';
import { USE_STEP_MS } from './answer-table.ts';
import type { CachedPackage, ExploreCache } from './explore-cache.ts';

/** Packuments as they are kept. */
export interface PackageTable {
  read: ExploreCache['readPackage'];
  readBlock: ExploreCache['readBlock'];
  readReadme: ExploreCache['readReadme'];
  write: ExploreCache['writePackage'];
  confirm: ExploreCache['confirmPackage'];
  forget: ExploreCache['forgetPackage'];
  readKnownFacts: ExploreCache['readKnownFacts'];
  readKnownPackages: ExploreCache['readKnownPackages'];
}

interface KnownRow {
  readonly registry: string;
  readonly name: string;
  readonly asOf: string;
  readonly version: string | null;
  readonly description: string | null;
  readonly publishedAt: string | null;
  readonly license: string | null;
  readonly isDeprecated: number;
}

const KNOWN_COLUMNS = `registry, name, as_of AS asOf, version, description, published_at AS publishedAt, license,
  is_deprecated AS isDeprecated`;
/** More than any page shows. */
const MAX_KNOWN_PACKAGES = 2_000;

export function createPackageTable(db: Database.Database, nowMs: () => number): PackageTable {
  const select = db.prepare<[string, string], CachedPackage & { readonly usedMs: number }>(
    'SELECT id, etag, as_of AS asOf, facts, used_ms AS usedMs FROM packages WHERE registry = ? AND name = ?',
  );
  const use = db.prepare('UPDATE packages SET used_ms = ? WHERE id = ?');
  const selectBlock = db.prepare<[number, number], Uint8Array>(
    'SELECT versions FROM blocks WHERE package_id = ? AND block = ?',
  );
  selectBlock.pluck();
  const selectReadme = db.prepare<[number], { text: string; path: string; version: string | null }>(
    `SELECT readme AS text, readme_path AS path, readme_version AS version FROM packages
     WHERE id = ? AND readme IS NOT NULL`,
  );
  const remove = db.prepare('DELETE FROM packages WHERE registry = ? AND name = ?');
  const insert = db.prepare(
    `INSERT INTO packages (registry, name, as_of, used_ms, etag, version, description, published_at, license,
       is_deprecated, readme_version, readme_path, facts, readme)
     VALUES (@registry, @name, @asOf, @usedMs, @etag, @version, @description, @publishedAt, @license,
       @isDeprecated, @readmeVersion, @readmePath, @facts, @readme)`,
  );
  const insertBlock = db.prepare('INSERT INTO blocks (package_id, block, versions) VALUES (?, ?, ?)');
  const insertMaintainer = db.prepare('INSERT OR IGNORE INTO maintainers (user, package_id) VALUES (?, ?)');
  const confirm = db.prepare('UPDATE packages SET as_of = ?, used_ms = ? WHERE id = ?');
  const selectKnown = db.prepare<[string], KnownRow>(
    `SELECT ${KNOWN_COLUMNS} FROM packages
     WHERE (registry, name) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))`,
  );
  const selectMaintained = db.prepare<[string, number], KnownRow>(
    `SELECT ${KNOWN_COLUMNS} FROM packages WHERE id IN (SELECT package_id FROM maintainers WHERE user = ?)
     ORDER BY name LIMIT ?`,
  );

  const write = db.transaction<PackageTable['write']>((registry, name, packument, { etag, asOf }) => {
    const { facts, blocks, line, maintainers, readme } = packument;
    remove.run(registry, name);
    const { lastInsertRowid } = insert.run({
      registry,
      name,
      asOf,
      usedMs: nowMs(),
      etag,
      version: line?.version ?? null,
      description: line?.description ?? null,
      publishedAt: line?.publishedAt ?? null,
      license: line?.license ?? null,
      isDeprecated: line?.isDeprecated ? 1 : 0,
      ...toReadmeColumns(readme),
      facts,
    });
    blocks.forEach((block, index) => {
      insertBlock.run(lastInsertRowid, index, block);
    });
    for (const user of maintainers) insertMaintainer.run(user.toLowerCase(), lastInsertRowid);
  });

  return {
    read(registry, name) {
      const row = select.get(registry, name);
      if (row === undefined) return null;
      if (Math.abs(nowMs() - row.usedMs) > USE_STEP_MS) use.run(nowMs(), row.id);
      return row;
    },
    readBlock: (id, block) => selectBlock.get(id, block) ?? null,
    readReadme: (id) => selectReadme.get(id) ?? null,
    write: (...args) => write.immediate(...args),
    confirm: (id, asOf) => void confirm.run(asOf, nowMs(), id),
    forget: (registry, name) => void remove.run(registry, name),
    readKnownFacts(names, registryOf) {
      const wanted = JSON.stringify(names.map((name) => [registryOf(name), name]));
      return new Map(selectKnown.all(wanted).map((row) => [row.name, toKnownFacts(row)]));
    },
    readKnownPackages: (user, registryOf) =>
      selectMaintained
        .all(user.toLowerCase(), MAX_KNOWN_PACKAGES)
        .filter((row) => row.registry === registryOf(row.name))
        .map((row): KnownPackage => ({ name: row.name, facts: toKnownFacts(row), asOf: row.asOf })),
  };
}

function toReadmeColumns(readme: PackumentReadme | null) {
  return {
    readme: readme?.text ?? null,
    readmePath: readme?.path ?? null,
    readmeVersion: readme?.version ?? null,
  };
}

function toKnownFacts(row: KnownRow): KnownFacts {
  const { version, description, publishedAt, license, isDeprecated } = row;
  return { version, description, publishedAt, license, isDeprecated: isDeprecated === 1 };
}
