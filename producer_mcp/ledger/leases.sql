-- Leases: names held by one process for a while.

-- name: acquire_lease
INSERT INTO lease (name, holder, until) VALUES (:name, :holder, :until)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE lease.holder = excluded.holder OR lease.until <= :now
RETURNING holder;

-- name: release_lease
DELETE FROM lease WHERE (name = :name AND holder = :holder) OR until <= :now;

-- name: holder_of_lease
SELECT holder FROM lease WHERE name = :name AND until > :now;
