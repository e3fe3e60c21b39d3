-- Minutes of results are counted once a minute instead of with every run: what is not counted yet is told by its seq.
CREATE VIEW untallied AS
  SELECT
    series_id,
    intended_at,
    intended_at / 60000 AS minute,
    maintenance IS NULL AND verdict = 'SUCCESS' AS good,
    maintenance IS NULL AND verdict = 'FAILURE' AS bad,
    maintenance IS NOT NULL AS maintenance,
    maintenance IS NULL AND verdict = 'UNKNOWN' AS ours,
    iif(maintenance IS NULL AND verdict <> 'UNKNOWN', latency_micros, 0) AS latency_micros
  FROM results
  WHERE seq > (SELECT value FROM meta WHERE name = 'talliedTo');

INSERT INTO meta (name, value) SELECT 'talliedTo', coalesce(max(seq), 0) FROM results;

PRAGMA user_version = 3;
