-- Spending: the places in an owner's day, each taken by a paid step of a task, or reserved while a person is asked.
-- `task_id` holds the id of a task for its first step, and `id/2` for its second.

-- name: places_taken
-- By paid tasks, and by reservations of other requests that have not ended.
SELECT COUNT(*) AS places FROM spend
WHERE owner = :owner AND day = :day AND (task_id IS NOT NULL OR (held_until > :now AND key <> :key));

-- name: paid_submits
-- Without reservations.
SELECT COUNT(*) AS places FROM spend WHERE owner = :owner AND day = :day AND task_id IS NOT NULL;

-- name: add_place
INSERT INTO spend (owner, key, day, task_id, held_until) VALUES (:owner, :key, :day, :task_id, :held_until);

-- name: release_reserved
-- Of this request, and those of the owner that have ended.
DELETE FROM spend WHERE owner = :owner AND task_id IS NULL AND (key = :key OR held_until <= :now);

-- name: give_back
-- The places of steps that were not charged; `places` is a JSON list.
DELETE FROM spend WHERE task_id IN (SELECT value FROM json_each(:places));
