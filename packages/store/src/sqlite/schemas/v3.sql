PRAGMA application_id = 1397246288;
PRAGMA user_version = 3;
CREATE TABLE resources (
    id INTEGER PRIMARY KEY,
    connector TEXT NOT NULL,
    name TEXT NOT NULL,
    generation INTEGER NOT NULL DEFAULT 0, partition TEXT, history_start INTEGER,
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
  , partition TEXT, dims TEXT) STRICT;
CREATE INDEX revisions_by_resource ON revisions (resource, id);
CREATE TABLE dimensions_1 (
      id INTEGER PRIMARY KEY,
      hash INTEGER NOT NULL,
      uses INTEGER NOT NULL DEFAULT 0
    , d0 TEXT, d1 TEXT, d2 TEXT) STRICT;
CREATE INDEX dimensions_1_by_hash ON dimensions_1 (hash);
CREATE TABLE samples_1 (
      bucket INTEGER NOT NULL,
      dims INTEGER NOT NULL, m0 INTEGER, m1a INTEGER, m1b INTEGER, m1c INTEGER, m1d INTEGER, m1e INTEGER,
      PRIMARY KEY (bucket, dims)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE buckets_1 (
      bucket INTEGER PRIMARY KEY,
      rows INTEGER NOT NULL,
      samples INTEGER NOT NULL,
      synced_at INTEGER NOT NULL,
      identity TEXT NOT NULL,
      incomplete INTEGER NOT NULL,
      vanished_at INTEGER,
      rolled INTEGER NOT NULL
    , m0 INTEGER, m1a INTEGER, m1b INTEGER, m1c INTEGER, m1d INTEGER, m1e INTEGER) STRICT;
CREATE TABLE rollup_1 (
      dimension INTEGER NOT NULL,
      bucket INTEGER NOT NULL,
      value TEXT NOT NULL,
      rows INTEGER NOT NULL, m0 INTEGER, m1a INTEGER, m1b INTEGER, m1c INTEGER, m1d INTEGER, m1e INTEGER,
      PRIMARY KEY (dimension, bucket, value)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE partitions (
    id INTEGER PRIMARY KEY,
    resource INTEGER NOT NULL,
    name TEXT NOT NULL,
    tracked INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER,
    synced_at INTEGER,
    UNIQUE (resource, name)
  ) STRICT;
CREATE TABLE identities (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
  ) STRICT;
CREATE TABLE "quarantine" (
    resource INTEGER NOT NULL,
    partition TEXT NOT NULL DEFAULT '',
    bucket INTEGER NOT NULL,
    position INTEGER NOT NULL,
    reason TEXT NOT NULL,
    raw TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (resource, partition, bucket, position)
  ) STRICT;
CREATE TABLE dimensions_2 (
      id INTEGER PRIMARY KEY,
      hash INTEGER NOT NULL,
      uses INTEGER NOT NULL DEFAULT 0
    , d0 TEXT) STRICT;
CREATE INDEX dimensions_2_by_hash ON dimensions_2 (hash);
CREATE TABLE samples_2 (
      partition INTEGER NOT NULL,
      bucket INTEGER NOT NULL,
      dims INTEGER NOT NULL, m0 INTEGER, m1a INTEGER, m1b INTEGER, m1c INTEGER, m1d INTEGER, m1e INTEGER,
      PRIMARY KEY (partition, bucket, dims)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE buckets_2 (
      partition INTEGER NOT NULL,
      bucket INTEGER NOT NULL,
      rows INTEGER NOT NULL,
      samples INTEGER NOT NULL,
      synced_at INTEGER NOT NULL,
      identity INTEGER NOT NULL,
      incomplete INTEGER NOT NULL,
      vanished_at INTEGER, m0 INTEGER, m1a INTEGER, m1b INTEGER, m1c INTEGER, m1d INTEGER, m1e INTEGER,
      PRIMARY KEY (partition, bucket)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE dimensions_3 (
      id INTEGER PRIMARY KEY,
      hash INTEGER NOT NULL,
      uses INTEGER NOT NULL DEFAULT 0
    , d0 TEXT, d1 TEXT, d2 TEXT) STRICT;
CREATE INDEX dimensions_3_by_hash ON dimensions_3 (hash);
CREATE TABLE samples_3 (
      partition INTEGER NOT NULL,
      bucket INTEGER NOT NULL,
      dims INTEGER NOT NULL, m0 INTEGER, m1a INTEGER, m1b INTEGER, m1c INTEGER, m1d INTEGER, m1e INTEGER,
      PRIMARY KEY (partition, bucket, dims)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE buckets_3 (
      partition INTEGER NOT NULL,
      bucket INTEGER NOT NULL,
      rows INTEGER NOT NULL,
      samples INTEGER NOT NULL,
      synced_at INTEGER NOT NULL,
      identity INTEGER NOT NULL,
      incomplete INTEGER NOT NULL,
      vanished_at INTEGER, m0 INTEGER, m1a INTEGER, m1b INTEGER, m1c INTEGER, m1d INTEGER, m1e INTEGER,
      PRIMARY KEY (partition, bucket)
    ) STRICT, WITHOUT ROWID;
CREATE INDEX revisions_by_bucket ON revisions (resource, bucket);
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
INSERT INTO resources VALUES (1, 'a', 'usage', 0, NULL, 1767225600);
INSERT INTO resources VALUES (2, 'a', 'downloads', 0, 'project', NULL);
INSERT INTO resources VALUES (3, 'a', 'version_downloads', 0, 'project', NULL);
INSERT INTO columns VALUES (1, 'dimension', 0, 'model', 'text');
INSERT INTO columns VALUES (1, 'dimension', 1, 'project', 'text');
INSERT INTO columns VALUES (1, 'dimension', 2, 'key', 'text');
INSERT INTO columns VALUES (1, 'measure', 0, 'tokens', 'integer');
INSERT INTO columns VALUES (1, 'measure', 1, 'cost', 'decimal');
INSERT INTO columns VALUES (2, 'dimension', 0, 'project', 'text');
INSERT INTO columns VALUES (2, 'measure', 0, 'tokens', 'integer');
INSERT INTO columns VALUES (2, 'measure', 1, 'cost', 'decimal');
INSERT INTO columns VALUES (3, 'dimension', 0, 'model', 'text');
INSERT INTO columns VALUES (3, 'dimension', 1, 'project', 'text');
INSERT INTO columns VALUES (3, 'dimension', 2, 'key', 'text');
INSERT INTO columns VALUES (3, 'measure', 0, 'tokens', 'integer');
INSERT INTO columns VALUES (3, 'measure', 1, 'cost', 'decimal');
INSERT INTO progress VALUES ('a', 'usage', 1767225600, 1801785600, 1767225600, 'c', 'all');
INSERT INTO leases VALUES ('a', 'one', 1801785600, 1801785660);
INSERT INTO runs VALUES (1, 'a', 'start', 1801785600, 1801785609, 'succeeded', '[{"resource":"usage","status":"succeeded","buckets":2,"rows":32,"requests":1,"retries":0,"waitedMs":0,"planned":2,"quarantined":1,"warnings":[],"error":null}]');
INSERT INTO sqlite_sequence VALUES ('runs', 1);
INSERT INTO freshness VALUES ('a', 'usage', 1, 1801785609, 1801785609, NULL);
INSERT INTO revisions VALUES (1, 2, 1767398400, 'tokens', '202', '203', 1801785609, 'q', NULL);
INSERT INTO revisions VALUES (2, 2, 1767398400, 'cost', '2.02', '2.03', 1801785609, 'q', NULL);
INSERT INTO revisions VALUES (3, 1, 1767225600, 'tokens', '1', '2', 1801785600, NULL, '["model 0",null]');
INSERT INTO dimensions_1 VALUES (1, 1214971851, 2, 'model 0', NULL, 'key 0');
INSERT INTO dimensions_1 VALUES (2, 1480204524, 2, 'model 1', 'project 1', 'key 1');
INSERT INTO dimensions_1 VALUES (3, -1139465115, 2, 'model 0', 'project 2', 'key 2');
INSERT INTO dimensions_1 VALUES (4, -2108682724, 2, 'model 1', 'project 3', 'key 3');
INSERT INTO dimensions_1 VALUES (5, -798930809, 2, 'model 0', NULL, 'key 4');
INSERT INTO dimensions_1 VALUES (6, -802140040, 2, 'model 1', 'project 1', 'key 5');
INSERT INTO dimensions_1 VALUES (7, 873157617, 2, 'model 0', 'project 2', 'key 6');
INSERT INTO dimensions_1 VALUES (8, -96059992, 2, 'model 1', 'project 3', 'key 7');
INSERT INTO dimensions_1 VALUES (9, 1216251779, 2, 'model 0', NULL, 'key 8');
INSERT INTO dimensions_1 VALUES (10, 1481484452, 2, 'model 1', 'project 1', 'key 9');
INSERT INTO dimensions_1 VALUES (11, -569202567, 2, 'model 0', 'project 2', 'key 10');
INSERT INTO dimensions_1 VALUES (12, -779704144, 2, 'model 1', 'project 3', 'key 11');
INSERT INTO dimensions_1 VALUES (13, 153984143, 2, 'model 0', NULL, 'key 12');
INSERT INTO dimensions_1 VALUES (14, -568381092, 2, 'model 1', 'project 1', 'key 13');
INSERT INTO dimensions_1 VALUES (15, -434290067, 2, 'model 0', 'project 2', 'key 14');
INSERT INTO dimensions_1 VALUES (16, 1502640420, 2, 'model 1', 'project 3', 'key 15');
INSERT INTO samples_1 VALUES (1767225600, 1, 0, NULL, NULL, NULL, NULL, NULL);
INSERT INTO samples_1 VALUES (1767225600, 2, 1, 0, 100000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767225600, 3, 2, 0, 200000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767225600, 4, 3, 0, 300000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767225600, 5, 4, 0, 400000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767225600, 6, 5, 0, 500000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767225600, 7, 6, 0, 600000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767225600, 8, 7, 0, 700000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767225600, 9, 8, 0, 800000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767225600, 10, 9, 0, 900000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767225600, 11, 10, 0, 1000000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767225600, 12, 11, 0, 1100000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767225600, 13, 12, 0, 1200000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767225600, 14, 13, 0, 1300000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767225600, 15, 14, 0, 1400000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767225600, 16, 15, 0, 1500000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767312000, 1, 1, NULL, NULL, NULL, NULL, NULL);
INSERT INTO samples_1 VALUES (1767312000, 2, 2, 0, 100000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767312000, 3, 3, 0, 200000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767312000, 4, 4, 0, 300000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767312000, 5, 5, 0, 400000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767312000, 6, 6, 0, 500000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767312000, 7, 7, 0, 600000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767312000, 8, 8, 0, 700000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767312000, 9, 9, 0, 800000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767312000, 10, 10, 0, 900000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767312000, 11, 11, 0, 1000000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767312000, 12, 12, 0, 1100000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767312000, 13, 13, 0, 1200000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767312000, 14, 14, 0, 1300000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767312000, 15, 15, 0, 1400000, 0, 1000, 0);
INSERT INTO samples_1 VALUES (1767312000, 16, 16, 0, 1500000, 0, 1000, 0);
INSERT INTO buckets_1 VALUES (1767225600, 16, 31, 1801785600, 'all', 0, NULL, 1, 120, 0, 12000000, 0, 15000, 0);
INSERT INTO buckets_1 VALUES (1767312000, 16, 31, 1801785600, 'all', 1, NULL, 1, 136, 0, 12000000, 0, 15000, 0);
INSERT INTO rollup_1 VALUES (0, 1767225600, '=model 0', 8, 56, 0, 5600000, 0, 7000, 0);
INSERT INTO rollup_1 VALUES (0, 1767225600, '=model 1', 8, 64, 0, 6400000, 0, 8000, 0);
INSERT INTO rollup_1 VALUES (0, 1767312000, '=model 0', 8, 64, 0, 5600000, 0, 7000, 0);
INSERT INTO rollup_1 VALUES (0, 1767312000, '=model 1', 8, 72, 0, 6400000, 0, 8000, 0);
INSERT INTO partitions VALUES (1, 2, 'p', 1, 1767225600, 1801785600);
INSERT INTO partitions VALUES (2, 2, 'q', 1, 1767225600, 1801785609);
INSERT INTO partitions VALUES (3, 2, 'looked at', 0, 1767225600, 1801785600);
INSERT INTO partitions VALUES (4, 3, 'p', 0, NULL, 1801785600);
INSERT INTO identities VALUES (1, 'all');
INSERT INTO quarantine VALUES (1, '', 1767312000, 0, 'no number', '{}', 1801785600);
INSERT INTO quarantine VALUES (3, 'p', 1767225600, 0, 'no number', '{}', 1801785600);
INSERT INTO dimensions_2 VALUES (1, -832960175, 2, 'p');
INSERT INTO dimensions_2 VALUES (2, 1314722152, 2, 'q');
INSERT INTO dimensions_2 VALUES (3, -866378336, 2, 'looked at');
INSERT INTO buckets_2 VALUES (1, 1767225600, 1, 2, 1801785600, 1, 0, NULL, 100, 1, 0, 0, 0, 0);
INSERT INTO buckets_2 VALUES (1, 1767312000, 0, 0, 1801785600, 1, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO buckets_2 VALUES (1, 1767398400, 1, 2, 1801785600, 1, 0, NULL, 102, 1, 20000000, 0, 0, 0);
INSERT INTO buckets_2 VALUES (2, 1767225600, 1, 2, 1801785600, 1, 0, NULL, 200, 2, 0, 0, 0, 0);
INSERT INTO buckets_2 VALUES (2, 1767312000, 0, 0, 1801785600, 1, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO buckets_2 VALUES (2, 1767398400, 1, 2, 1801785609, 1, 0, NULL, 203, 2, 30000000, 0, 0, 0);
INSERT INTO buckets_2 VALUES (3, 1767225600, 1, 2, 1801785600, 1, 0, NULL, 1, 0, 10000000, 0, 0, 0);
INSERT INTO buckets_2 VALUES (3, 1767312000, 0, 0, 1801785600, 1, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO buckets_2 VALUES (3, 1767398400, 1, 2, 1801785600, 1, 0, NULL, 3, 0, 30000000, 0, 0, 0);
INSERT INTO dimensions_3 VALUES (1, -1663138399, 1, '1.0.0', 'p', NULL);
INSERT INTO dimensions_3 VALUES (2, 778289554, 1, '2.0.0', 'p', NULL);
INSERT INTO samples_3 VALUES (4, 1767225600, 1, 1, NULL, NULL, NULL, NULL, NULL);
INSERT INTO samples_3 VALUES (4, 1767225600, 2, 2, NULL, NULL, NULL, NULL, NULL);
INSERT INTO buckets_3 VALUES (4, 1767225600, 2, 2, 1801785600, 1, 1, NULL, 3, NULL, NULL, NULL, NULL, NULL);
INSERT INTO names VALUES ('a', 'project', 'model 0', 'Model nought', 'active', 1801785600);
