-- Leases: names held by one process for a while.

-- name: acquire_lease
-- A row comes back only if the lease is ours now.
INSERT INTO lease (name, holder, until) VALUES (:name, :holder, :until)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE lease.holder = excluded.holder OR lease.until <= :now
RETURNING holder;

-- name: release_lease
-- Also deletes leases that have ended.
DELETE FROM lease WHERE (name = :name AND holder = :holder) OR until <= :now;

-- name: holder_of_lease
SELECT holder FROM lease WHERE name = :name AND until > :now;
