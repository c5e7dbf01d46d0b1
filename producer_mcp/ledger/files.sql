-- Files of clips: to be fetched, kept, or given up.

-- name: want_file
-- A file on disk stays as it is; any other starts again with the new address.
INSERT INTO file (clip_id, owner, kind, url, path, mime, size, sha256, fetched_at, error, tries, next_try)
VALUES (:clip_id, :owner, :kind, :url, :path, :mime, :size, :sha256, :fetched_at, :error, :tries, :next_try)
ON CONFLICT (clip_id, kind) DO UPDATE
SET url = excluded.url, path = excluded.path, mime = excluded.mime, size = excluded.size, sha256 = excluded.sha256,
    fetched_at = excluded.fetched_at, error = excluded.error, tries = excluded.tries, next_try = excluded.next_try
WHERE file.path IS NULL;

-- name: files_of_clips
SELECT clip_id, owner, kind, url, path, mime, size, sha256, fetched_at, error, tries, next_try
FROM file WHERE clip_id IN (SELECT value FROM json_each(:clip_ids));

-- name: due_files
-- To be tried now, and not claimed by a process that is alive, nor by ourselves.
-- `latest` is a JSON list: by the number of tries, when the next one is at the latest. What is to be tried later than that, or
-- is claimed until later than `claimed_at_latest`, was written by a clock that ran ahead.
SELECT clip_id, kind FROM file
WHERE path IS NULL AND next_try IS NOT NULL
  AND (next_try <= :now OR next_try > json_extract(:latest, '$[' || tries || ']'))
  AND (claimed_until IS NULL OR claimed_until <= :now OR claimed_until > :claimed_at_latest
       OR (claimed_by <> :holder
           AND NOT EXISTS (SELECT 1 FROM lease WHERE name = 'process:' || file.claimed_by AND until > :now AND since <= :soon)))
ORDER BY next_try, clip_id, kind
LIMIT :limit;

-- name: claim_file
UPDATE file SET claimed_by = :holder, claimed_until = :until
WHERE clip_id = :clip_id AND kind = :kind
RETURNING clip_id, owner, kind, url, path, mime, size, sha256, fetched_at, error, tries, next_try;

-- name: clips_of_files
SELECT * FROM clip WHERE clip_id IN (SELECT value FROM json_each(:clip_ids));

-- name: settle_file
-- Also ends the claim. A failure that is recorded late does not undo a success recorded before it.
UPDATE file
SET url = COALESCE(:url, url), path = :path, mime = :mime, size = :size, sha256 = :sha256, fetched_at = :fetched_at,
    error = :error, tries = :tries, next_try = :next_try, claimed_by = NULL, claimed_until = NULL
WHERE clip_id = :clip_id AND owner = :owner AND kind = :kind AND (path IS NULL OR :path IS NOT NULL);

-- name: lose_file
-- A file that was kept and is gone is fetched again from its address; without one it is given up.
UPDATE file
SET path = NULL, size = 0, sha256 = '', error = CASE WHEN url IS NULL THEN :error END, tries = 0,
    next_try = CASE WHEN url IS NULL THEN NULL ELSE :now END
WHERE clip_id = :clip_id AND owner = :owner AND kind = :kind AND path = :path;

-- name: file_of_clip
SELECT * FROM file WHERE clip_id = :clip_id AND kind = :kind;
