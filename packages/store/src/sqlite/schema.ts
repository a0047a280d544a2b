/**
 * The steps from an empty file to the newest layout, each run once and in order; `user_version` counts them.
 *
 * A released step never changes: the next layout is a further one. The tables that hold numbers are made per
 * resource (see `resource-tables.ts`).
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE resources (
    id INTEGER PRIMARY KEY,
    connector TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Counts the times that dimension sets were deleted: ids remembered from before are worthless.
    generation INTEGER NOT NULL DEFAULT 0,
    UNIQUE (connector, name)
  ) STRICT;

  CREATE TABLE columns (
    resource INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('dimension', 'measure')),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL CHECK (type IN ('text', 'integer', 'decimal')),
    PRIMARY KEY (resource, kind, position),
    UNIQUE (resource, kind, name)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE progress (
    connector TEXT NOT NULL,
    resource TEXT NOT NULL,
    window_start INTEGER NOT NULL,
    window_end INTEGER NOT NULL,
    next_start INTEGER NOT NULL,
    cursor TEXT,
    identity TEXT NOT NULL,
    PRIMARY KEY (connector, resource)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    taken_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connector TEXT NOT NULL,
    cause TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    status TEXT NOT NULL,
    resources TEXT NOT NULL
  ) STRICT;
  CREATE INDEX runs_by_connector ON runs (connector, id);

  -- Kept beside the runs, which are pruned.
  CREATE TABLE freshness (
    connector TEXT NOT NULL,
    resource TEXT NOT NULL,
    run INTEGER NOT NULL,
    last_success_at INTEGER,
    last_attempt_at INTEGER,
    last_error TEXT,
    PRIMARY KEY (connector, resource)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE revisions (
    id INTEGER PRIMARY KEY,
    resource INTEGER NOT NULL,
    bucket INTEGER NOT NULL,
    measure TEXT NOT NULL,
    before TEXT,
    after TEXT,
    seen_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX revisions_by_resource ON revisions (resource, id);

  CREATE TABLE quarantine (
    resource INTEGER NOT NULL,
    bucket INTEGER NOT NULL,
    position INTEGER NOT NULL,
    reason TEXT NOT NULL,
    raw TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (resource, bucket, position)
  ) STRICT;
  `,
  `
  -- The dimension whose values have a history each; null where whole buckets are kept.
  ALTER TABLE resources ADD COLUMN partition TEXT;

  CREATE TABLE partitions (
    id INTEGER PRIMARY KEY,
    resource INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- Whether it is kept up to date, or was only looked at.
    tracked INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER,
    -- The newest reading of its buckets.
    synced_at INTEGER,
    UNIQUE (resource, name)
  ) STRICT;

  -- What buckets of partitions were asked with: hundreds of thousands of rows share one text.
  CREATE TABLE identities (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
  ) STRICT;

  ALTER TABLE revisions ADD COLUMN partition TEXT;

  CREATE TABLE quarantine_with_partitions (
    resource INTEGER NOT NULL,
    -- Empty where the resource has none.
    partition TEXT NOT NULL DEFAULT '',
    bucket INTEGER NOT NULL,
    position INTEGER NOT NULL,
    reason TEXT NOT NULL,
    raw TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (resource, partition, bucket, position)
  ) STRICT;
  INSERT INTO quarantine_with_partitions (resource, bucket, position, reason, raw, seen_at)
    SELECT resource, bucket, position, reason, raw, seen_at FROM quarantine;
  DROP TABLE quarantine;
  ALTER TABLE quarantine_with_partitions RENAME TO quarantine;
  `,
  `
  -- The row that changed, as a JSON list of its dimensions in the resource's order; null for the bucket's total.
  ALTER TABLE revisions ADD COLUMN dims TEXT;
  CREATE INDEX revisions_by_bucket ON revisions (resource, bucket);

  -- From when on numbers are wanted, where somebody asked for more than the configured history.
  ALTER TABLE resources ADD COLUMN history_start INTEGER;

  -- What ids in dimensions are called at the source; samples hold the ids alone.
  CREATE TABLE names (
    connector TEXT NOT NULL,
    -- What is named: 'project', 'user', 'api_key', …
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    -- 'active', 'archived' or 'deleted'.
    state TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (connector, kind, id)
  ) STRICT, WITHOUT ROWID;
  `,
];

export const SCHEMA_VERSION: number = MIGRATIONS.length;

/** "SHIP" in the file's header tells a store from any other SQLite file. */
export const APPLICATION_ID = 0x53484950;
