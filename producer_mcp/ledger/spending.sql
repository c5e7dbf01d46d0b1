-- Spending: the places in an owner's day, each taken by a paid task, or reserved for a request while a person is asked.

-- name: places_taken
-- Paid submits of the day, and places reserved for other requests.
SELECT COUNT(*) AS places FROM spend
WHERE owner = :owner AND day = :day AND (task_id IS NOT NULL OR (held_until > :now AND key <> :key));

-- name: paid_submits
SELECT COUNT(*) AS places FROM spend WHERE owner = :owner AND day = :day AND task_id IS NOT NULL;

-- name: add_place
INSERT INTO spend (owner, key, day, task_id, held_until) VALUES (:owner, :key, :day, :task_id, :held_until);

-- name: release_reserved
DELETE FROM spend WHERE owner = :owner AND task_id IS NULL AND (key = :key OR held_until <= :now);

-- name: give_back
DELETE FROM spend WHERE task_id = :task_id;
