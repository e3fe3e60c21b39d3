-- What the monitor keeps. Times are milliseconds since 1970, UTC, but for minutes and hours, which are numbered.

-- What is counted: "check:NAME" or "route:NAME".
CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

-- Every run of the last day, in the order in which they came.
CREATE TABLE results (
  seq INTEGER PRIMARY KEY,
  series_id INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  intended_at INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  latency_micros INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  cause TEXT,
  error TEXT,
  status INTEGER,
  address TEXT,
  maintenance TEXT,
  trace_id TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX results_slot ON results (series_id, intended_at, slot);

CREATE TABLE minutes (
  series_id INTEGER NOT NULL,
  minute INTEGER NOT NULL,
  good INTEGER NOT NULL,
  bad INTEGER NOT NULL,
  maintenance INTEGER NOT NULL,
  ours INTEGER NOT NULL,
  latency_micros INTEGER NOT NULL,
  PRIMARY KEY (series_id, minute)
) STRICT, WITHOUT ROWID;

CREATE TABLE hours (
  series_id INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  good INTEGER NOT NULL,
  bad INTEGER NOT NULL,
  maintenance INTEGER NOT NULL,
  ours INTEGER NOT NULL,
  latency_micros INTEGER NOT NULL,
  PRIMARY KEY (series_id, hour)
) STRICT, WITHOUT ROWID;

-- What is believed of each check, and the last slot that was run.
CREATE TABLE streaks (
  name TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  since INTEGER,
  successes INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  streak_since INTEGER,
  last_slot INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Rules of objectives that fire.
CREATE TABLE firing_rules (
  slo TEXT NOT NULL,
  rule TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (slo, rule)
) STRICT, WITHOUT ROWID;

-- What is or was wrong, and whether the registry knows.
CREATE TABLE signals (
  cause TEXT PRIMARY KEY,
  firing INTEGER NOT NULL,
  reported INTEGER NOT NULL,
  record TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Alerts that fire, or whose end not everybody was told.
CREATE TABLE alerts (
  fingerprint TEXT PRIMARY KEY,
  ends_at INTEGER,
  record TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What each receiver was told last about a group of alerts.
CREATE TABLE alert_groups (
  receiver TEXT NOT NULL,
  group_key TEXT NOT NULL,
  first_seen_at INTEGER NOT NULL,
  notified_at INTEGER,
  notified TEXT NOT NULL,
  PRIMARY KEY (receiver, group_key)
) STRICT, WITHOUT ROWID;

-- Notifications on their way, sent, and given up.
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY,
  identity TEXT NOT NULL UNIQUE,
  receiver TEXT NOT NULL,
  group_key TEXT NOT NULL,
  state TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  last_error TEXT,
  sent_at INTEGER,
  content TEXT NOT NULL
) STRICT;

CREATE INDEX deliveries_due ON deliveries (state, next_at);

CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Tells our files from others ("Evkm"), and which migration was the last.
PRAGMA application_id = 1165388653;
PRAGMA user_version = 1;
