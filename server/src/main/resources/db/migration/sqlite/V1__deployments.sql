-- One row a deployment. Its key is its place in the change feed, so that the feed is the table read in order and an
-- import only appends; a change moves the row to the end. Times are milliseconds since 1970, UTC.
CREATE TABLE deployments (
  change_position INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  external_id TEXT,
  service_name TEXT NOT NULL,
  version TEXT NOT NULL,
  environment TEXT NOT NULL,
  deployment_type TEXT NOT NULL,
  status TEXT NOT NULL,
  deployed_by TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  finished_at INTEGER,
  commit_sha TEXT,
  pull_request_number INTEGER,
  commit_at INTEGER,
  change_origin TEXT NOT NULL,
  approved_by TEXT,
  rollback_of TEXT,
  artifact_digest TEXT,
  links TEXT,
  labels TEXT,
  revision INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL,
  recorded_request TEXT
) STRICT;

CREATE UNIQUE INDEX deployments_external_id ON deployments (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX deployments_newest ON deployments (started_at, id);
CREATE INDEX deployments_service ON deployments (service_name, started_at, id);
-- Few are, and those are looked for: what is on its way, and what went wrong.
CREATE INDEX deployments_not_succeeded ON deployments (status, started_at, id) WHERE status <> 'Succeeded';

-- Changes after the creation. What a record was after a change is what it was before the next one, or is now.
CREATE TABLE audit (
  deployment_id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  request_id TEXT,
  record_before TEXT NOT NULL,
  PRIMARY KEY (deployment_id, revision)
) STRICT, WITHOUT ROWID;

-- First answers to requests with an idempotency key.
CREATE TABLE answers (
  key TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  deployment_id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  body TEXT NOT NULL,
  answered_at INTEGER NOT NULL
) STRICT;

CREATE INDEX answers_age ON answers (answered_at);

CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO meta (name, value) VALUES ('storeId', lower(hex(randomblob(8))));

-- Tells our files from others ("Evkl"), and which migration was the last.
PRAGMA application_id = 1165388652;
PRAGMA user_version = 1;
