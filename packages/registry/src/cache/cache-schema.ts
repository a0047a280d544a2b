import { PACE_SCHEMA } from '../service/sqlite-pace.ts';

/** "SHEX": a cache of Explore's, and nobody else's file. */
export const APPLICATION_ID = 0x53484558;

/** Raised whenever what is kept changes its form: a cache of another form is set aside, and filled anew. */
export const SCHEMA_VERSION = 1;

/**
 * - `packages`: one row a package and registry; `facts` is packed by `packFacts`
 * - `blocks`: its versions, packed by `packBlock`
 * - `maintainers`: who maintains what, of the packages that were read
 * - `answers`: what services said, as JSON, by kind and key
 *
 * `used_ms` is when a row was read last, to the hour: the oldest go first where the file grows too large.
 */
export const CACHE_SCHEMA = `
  CREATE TABLE packages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    registry TEXT NOT NULL,
    name TEXT NOT NULL,
    as_of TEXT NOT NULL,
    used_ms INTEGER NOT NULL,
    etag TEXT,
    version TEXT,
    description TEXT,
    published_at TEXT,
    license TEXT,
    is_deprecated INTEGER NOT NULL,
    readme_version TEXT,
    readme_path TEXT,
    facts BLOB NOT NULL,
    readme TEXT,
    UNIQUE (registry, name)
  ) STRICT;
  CREATE INDEX packages_by_name ON packages (name);
  CREATE INDEX packages_by_use ON packages (used_ms);
  CREATE TABLE blocks (
    package_id INTEGER NOT NULL REFERENCES packages (id) ON DELETE CASCADE,
    block INTEGER NOT NULL,
    versions BLOB NOT NULL,
    UNIQUE (package_id, block)
  ) STRICT;
  CREATE TABLE maintainers (
    user TEXT NOT NULL,
    package_id INTEGER NOT NULL REFERENCES packages (id) ON DELETE CASCADE,
    PRIMARY KEY (user, package_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX maintainers_by_package ON maintainers (package_id);
  CREATE TABLE answers (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    as_of TEXT NOT NULL,
    used_ms INTEGER NOT NULL,
    json TEXT NOT NULL,
    UNIQUE (kind, key)
  ) STRICT;
  CREATE INDEX answers_by_use ON answers (used_ms);
  ${PACE_SCHEMA}
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`;
