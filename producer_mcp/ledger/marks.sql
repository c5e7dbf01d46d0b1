-- Marks: what a person wishes for a stretch of a clip, and which clip of a family they go on with (the wish `keep`).

-- name: add_mark
INSERT INTO mark (mark_id, owner, clip_id, wish, start, stop, words, created_at, told_at)
VALUES (:mark_id, :owner, :clip_id, :wish, :start, :stop, :words, :created_at, :told_at);

-- name: remove_mark
DELETE FROM mark WHERE owner = :owner AND mark_id = :mark_id RETURNING *;

-- name: remove_same_mark
-- The same wish for the same stretch, made before.
DELETE FROM mark WHERE owner = :owner AND clip_id = :clip_id AND wish = :wish AND start IS :start AND stop IS :stop;

-- name: remove_choices
-- `clip_ids` is a JSON list: a family, of which one clip is chosen.
DELETE FROM mark WHERE owner = :owner AND wish = 'keep' AND clip_id IN (SELECT value FROM json_each(:clip_ids));

-- name: marks_of_clips
SELECT * FROM mark WHERE owner = :owner AND clip_id IN (SELECT value FROM json_each(:clip_ids)) ORDER BY created_at, mark_id;

-- name: untold_marks
SELECT COUNT(*) AS marks FROM mark WHERE owner = :owner AND told_at IS NULL;

-- name: settle_marks
-- A wish needs no telling once an operation on the clip was asked for after it: it was told some other way.
UPDATE mark SET told_at = :now
WHERE owner = :owner AND told_at IS NULL AND wish <> 'keep'
  AND EXISTS (
      SELECT 1 FROM task
      WHERE task.owner = mark.owner AND task.created_at > mark.created_at
        AND task.operation IN (SELECT value FROM json_each(:operations))
        AND json_extract(task.arguments, '$.clip_id') = mark.clip_id
  );

-- name: tell_marks
-- Oldest first, a few at a time; of many who ask at once one is told.
UPDATE mark SET told_at = :now
WHERE mark_id IN (SELECT mark_id FROM mark WHERE owner = :owner AND told_at IS NULL ORDER BY created_at, mark_id LIMIT :limit)
RETURNING *;
