-- One row an incident: what is looked for, and the whole as JSON. Its timeline is its audit trail. Times are
-- milliseconds since 1970, UTC.
CREATE TABLE incidents (
  id TEXT PRIMARY KEY,
  service TEXT NOT NULL,
  environment TEXT,
  status TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  record TEXT NOT NULL
) STRICT;

CREATE INDEX incidents_newest ON incidents (opened_at, id);
CREATE INDEX incidents_service ON incidents (service, environment, opened_at);

PRAGMA user_version = 2;
