-- Finding clips by words, which needs a full-text index: this file is for SQLite's FTS5.

-- name: find_clips
-- Songs before their stems, newest first, from the clip after (`before_stem`, `before`, `before_id`) on. Every filter that is
-- null is off.
-- `words` is a JSON list of FTS5 queries, `all_words` the same as one query, `pieces` a JSON list of substrings; `needed` is how
-- many both lists have. A clip matches with its own words, or with those of the clips it was made from over any number of steps:
-- `having_word` has the edits with each word. `facts` is a JSON list of tempos and keys, each an object with `words`, an FTS5 query
-- for the same in words, and either `bpm` or `keys`; a clip matches one by what is known of its own music, or else by the words.
-- Where there is no edit (`an_edit` is empty) it costs nothing.
-- `family`: this clip, those it was made from, and those made from it, over any number of steps. It is shown though it is hidden.
-- `operation`: the clip was made by it, or a task of it gave this clip as its result (a film, an export).
WITH RECURSIVE
    an_edit (is_there) AS (SELECT 1 FROM clip INDEXED BY clip_by_parent WHERE parent IS NOT NULL AND owner = :owner LIMIT 1),
    ancestor (clip_id, parent) AS (
        SELECT clip_id, parent FROM clip WHERE clip_id = :family AND owner = :owner
        UNION
        SELECT elder.clip_id, elder.parent FROM clip AS elder JOIN ancestor ON elder.clip_id = ancestor.parent WHERE elder.owner = :owner
    ),
    descendant (clip_id) AS (
        SELECT clip_id FROM clip WHERE clip_id = :family AND owner = :owner
        UNION
        SELECT child.clip_id FROM clip AS child JOIN descendant ON child.parent = descendant.clip_id WHERE child.owner = :owner
    ),
    having_word (word, clip_id) AS (
        SELECT word.value, kin.clip_id
        FROM an_edit CROSS JOIN json_each(:words) AS word CROSS JOIN clip_search ON clip_search MATCH word.value
        CROSS JOIN clip ON clip.number = clip_search.rowid AND clip.owner = :owner
        CROSS JOIN clip AS kin ON (kin.number = clip.number AND kin.parent IS NOT NULL) OR kin.parent = clip.clip_id
        UNION
        SELECT piece.value, clip.clip_id
        FROM an_edit CROSS JOIN json_each(:pieces) AS piece
        JOIN clip ON INSTR(LOWER(title || ' ' || sound || ' ' || lyrics), piece.value) > 0
        WHERE owner = :owner
        UNION
        SELECT word, child.clip_id FROM having_word JOIN clip AS child ON child.parent = having_word.clip_id WHERE child.owner = :owner
    ),
    page (number, is_stem) AS (
        SELECT number, COALESCE(part, '') <> '' AS is_stem FROM clip
        WHERE owner = :owner
          AND (hidden_at IS NULL OR clip_id = :family)
          AND (
              :needed = 0
              OR ((:all_words IS NULL OR number IN (SELECT rowid FROM clip_search WHERE clip_search MATCH :all_words))
                  AND NOT EXISTS (
                      SELECT 1 FROM json_each(:pieces) AS piece WHERE INSTR(LOWER(title || ' ' || sound || ' ' || lyrics), piece.value) = 0
                  ))
              OR clip_id IN (
                  SELECT clip_id FROM having_word
                  WHERE word NOT IN (SELECT json_extract(value, '$.words') FROM json_each(:facts))
                  GROUP BY clip_id HAVING COUNT(*) = :needed
              )
          )
          AND NOT EXISTS (
              SELECT 1 FROM json_each(:facts) AS fact
              WHERE COALESCE(ABS(bpm - (json_extract(fact.value, '$.bpm'))) <= 0.5, 0) = 0
                AND clip.key NOT IN (SELECT value FROM json_each(fact.value, '$.keys'))
                AND (
                    (clip.key <> '' AND json_extract(fact.value, '$.bpm') IS NULL)
                    OR (number NOT IN (SELECT rowid FROM clip_search WHERE clip_search MATCH json_extract(fact.value, '$.words'))
                        AND clip_id NOT IN (SELECT clip_id FROM having_word WHERE word = json_extract(fact.value, '$.words')))
                )
          )
          AND (:family IS NULL OR clip_id IN (SELECT clip_id FROM ancestor UNION SELECT clip_id FROM descendant))
          AND (:task_id IS NULL OR clip_id IN (SELECT clip_id FROM task_clip WHERE task_id = :task_id))
          AND (:vendor IS NULL OR vendor = :vendor)
          AND (
              :operation IS NULL OR operation = :operation
              OR clip_id IN (
                  SELECT done.clip_id FROM task_clip AS done JOIN task USING (task_id) WHERE task.owner = :owner AND task.operation = :operation
              )
          )
          AND (:since IS NULL OR created_at >= :since)
          AND (:until IS NULL OR created_at <= :until)
          AND (:before IS NULL OR (COALESCE(part, '') <> '') > :before_stem
               OR ((COALESCE(part, '') <> '') = :before_stem AND (created_at, clip_id) < (:before, :before_id)))
        ORDER BY is_stem, created_at DESC, clip_id DESC
        LIMIT :limit
    )
SELECT clip.* FROM page JOIN clip USING (number)
ORDER BY is_stem, created_at DESC, clip_id DESC;

-- name: clips_having_words
-- How many clips of the owner have each word, by themselves or by a clip they were made from; as in `find_clips`.
WITH RECURSIVE having_word (word, clip_id) AS (
    SELECT word.value, clip.clip_id
    FROM json_each(:words) AS word CROSS JOIN clip_search ON clip_search MATCH word.value JOIN clip ON number = clip_search.rowid
    WHERE owner = :owner
    UNION
    SELECT piece.value, clip.clip_id
    FROM json_each(:pieces) AS piece JOIN clip ON INSTR(LOWER(title || ' ' || sound || ' ' || lyrics), piece.value) > 0
    WHERE owner = :owner
    UNION
    SELECT word, child.clip_id FROM having_word JOIN clip AS child ON child.parent = having_word.clip_id WHERE child.owner = :owner
)
SELECT word, COUNT(*) AS clips FROM having_word JOIN clip USING (clip_id) WHERE hidden_at IS NULL GROUP BY word;

-- name: clips_having_fact
-- How many clips of the owner have a tempo or key, `fact` as in `find_clips`; `words` is the same as an FTS5 query.
SELECT COUNT(*) AS clips FROM clip
WHERE owner = :owner AND hidden_at IS NULL
  AND (ABS(bpm - (json_extract(:fact, '$.bpm'))) <= 0.5
       OR clip.key IN (SELECT value FROM json_each(:fact, '$.keys'))
       OR ((clip.key = '' OR json_extract(:fact, '$.bpm') IS NOT NULL) AND number IN (SELECT rowid FROM clip_search WHERE clip_search MATCH :words)));

-- name: titles
-- `words` is an FTS5 query.
SELECT clip_id, title FROM clip
WHERE owner = :owner AND title <> '' AND hidden_at IS NULL
  AND (:words IS NULL OR number IN (SELECT rowid FROM clip_search WHERE clip_search MATCH :words))
ORDER BY created_at DESC, clip_id DESC
LIMIT :limit;
