-- Finding clips by words, which needs a full-text index: this file is for SQLite's FTS5.

-- name: find_clips
-- Newest first, from the clip after (`before`, `before_id`) on. Every filter that is null is off.
-- `words` is an FTS5 query; `pieces` is a JSON list of substrings that must all be there.
-- `family`: this clip, those it was made from, and those made from it, over any number of steps.
-- `operation`: the clip was made by it, or a task of it gave this clip as its result (a film, an export).
WITH RECURSIVE
    ancestor (clip_id, parent) AS (
        SELECT clip_id, parent FROM clip WHERE clip_id = :family AND owner = :owner
        UNION
        SELECT elder.clip_id, elder.parent FROM clip AS elder JOIN ancestor ON elder.clip_id = ancestor.parent WHERE elder.owner = :owner
    ),
    descendant (clip_id) AS (
        SELECT clip_id FROM clip WHERE clip_id = :family AND owner = :owner
        UNION
        SELECT child.clip_id FROM clip AS child JOIN descendant ON child.parent = descendant.clip_id WHERE child.owner = :owner
    )
SELECT clip.* FROM clip
WHERE owner = :owner
  AND (:words IS NULL OR number IN (SELECT rowid FROM clip_search WHERE clip_search MATCH :words))
  AND NOT EXISTS (
      SELECT 1 FROM json_each(:pieces) AS piece WHERE INSTR(LOWER(title || ' ' || sound || ' ' || lyrics), piece.value) = 0
  )
  AND (:family IS NULL OR clip_id IN (SELECT clip_id FROM ancestor UNION SELECT clip_id FROM descendant))
  AND (:vendor IS NULL OR vendor = :vendor)
  AND (
      :operation IS NULL OR operation = :operation
      OR clip_id IN (SELECT done.clip_id FROM task_clip AS done JOIN task USING (task_id) WHERE task.owner = :owner AND task.operation = :operation)
  )
  AND (:since IS NULL OR created_at >= :since)
  AND (:until IS NULL OR created_at <= :until)
  AND (:before IS NULL OR (created_at, clip_id) < (:before, :before_id))
ORDER BY created_at DESC, clip_id DESC
LIMIT :limit;

-- name: titles
-- `words` is an FTS5 query.
SELECT clip_id, title FROM clip
WHERE owner = :owner AND title <> ''
  AND (:words IS NULL OR number IN (SELECT rowid FROM clip_search WHERE clip_search MATCH :words))
ORDER BY created_at DESC, clip_id DESC
LIMIT :limit;
