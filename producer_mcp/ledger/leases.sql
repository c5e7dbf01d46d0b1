-- Leases: names held by one process for a while.
-- A lease counts until `until`, unless `since` is later than `soon`: then it was taken by a clock that ran ahead.

-- name: acquire_lease
-- A row comes back only if the lease is ours now.
INSERT INTO lease (name, holder, since, until) VALUES (:name, :holder, :now, :until)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, since = excluded.since, until = excluded.until
WHERE lease.holder = excluded.holder OR lease.until <= :now OR lease.since > :soon
RETURNING holder;

-- name: release_lease
-- Also deletes leases that have ended.
DELETE FROM lease WHERE (name = :name AND holder = :holder) OR until <= :now OR since > :soon;

-- name: holder_of_lease
SELECT holder FROM lease WHERE name = :name AND until > :now AND since <= :soon;
