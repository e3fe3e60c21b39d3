-- When the last run was to start instead of its slot: a slot means nothing once the check has another interval. Of a check
-- without results since then it is not known any more, and no gap is counted.
ALTER TABLE streaks ADD COLUMN last_run_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE streaks DROP COLUMN last_slot;

PRAGMA user_version = 2;
