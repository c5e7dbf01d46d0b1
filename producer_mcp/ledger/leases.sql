-- Who lives, who watches what, what a day has cost, what is switched off.

-- name: hold(name, holder, until, now)^
INSERT INTO lease (name, holder, until) VALUES (:name, :holder, :until)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE lease.holder = excluded.holder OR lease.until <= :now
RETURNING holder;

-- name: release(name, holder, now)!
DELETE FROM lease WHERE (name = :name AND holder = :holder) OR until <= :now;

-- name: holder_of(name, now)^
SELECT holder FROM lease WHERE name = :name AND until > :now;

-- name: spent(owner, day, key, now)^
-- Paid submits of the day, and places held for other requests.
SELECT COUNT(*) AS places FROM spend
WHERE owner = :owner AND day = :day AND (task_id IS NOT NULL OR (held_until > :now AND key <> :key));

-- name: paid(owner, day)^
SELECT COUNT(*) AS places FROM spend WHERE owner = :owner AND day = :day AND task_id IS NOT NULL;

-- name: spend(owner, key, day, task_id, held_until)!
INSERT INTO spend (owner, key, day, task_id, held_until) VALUES (:owner, :key, :day, :task_id, :held_until);

-- name: let_go(owner, key, now)!
DELETE FROM spend WHERE owner = :owner AND task_id IS NULL AND (key = :key OR held_until <= :now);

-- name: give_back(task_id)!
DELETE FROM spend WHERE task_id = :task_id;

-- name: retire(account, operation, until)!
INSERT INTO retirement (account, operation, until) VALUES (:account, :operation, :until)
ON CONFLICT (account, operation) DO UPDATE SET until = excluded.until;

-- name: retired(account, now)
SELECT operation FROM retirement WHERE account = :account AND until > :now;
