-- Counts over the whole ledger.

-- name: tallies
-- `amount` sums what was charged, or may have been, in `unit`.
SELECT vendor, operation, status,
       CASE WHEN status IN ('failed', 'unknown') THEN json_extract(error, '$.code') END AS code,
       json_extract(cost, '$.unit') AS unit,
       COUNT(*) AS tasks,
       SUM(submitted_at IS NOT NULL) AS submits,
       SUM(status IN ('failed', 'unknown')) AS failures,
       SUM(CASE WHEN (status IN ('running', 'done') OR (status = 'failed' AND charged IS NOT 0)) THEN json_extract(cost, '$.amount') ELSE 0 END) AS amount
FROM task
GROUP BY vendor, operation, status, code, unit;

-- name: counts_of_owner
SELECT (SELECT COUNT(*) FROM task WHERE owner = :owner) AS tasks, (SELECT COUNT(*) FROM clip WHERE owner = :owner) AS clips,
       (SELECT COUNT(*) FROM file WHERE owner = :owner AND path IS NOT NULL) AS files,
       (SELECT COALESCE(SUM(size), 0) FROM file WHERE owner = :owner AND path IS NOT NULL) AS bytes;

-- name: counts
SELECT (SELECT COUNT(*) FROM task) AS tasks, (SELECT COUNT(*) FROM clip) AS clips,
       (SELECT COUNT(*) FROM file WHERE path IS NOT NULL) AS files,
       (SELECT COALESCE(SUM(size), 0) FROM file WHERE path IS NOT NULL) AS bytes;

-- name: times_of_done
-- The last fifty; of a task of several steps only the last one's time is in its row, so it is left out.
SELECT submitted_at, finished_at FROM task
WHERE vendor = :vendor AND operation = :operation AND status = 'done' AND step = 1 AND submitted_at IS NOT NULL AND finished_at IS NOT NULL
ORDER BY finished_at DESC
LIMIT 50;
