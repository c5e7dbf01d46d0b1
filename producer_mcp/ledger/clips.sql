-- Clips: what was made, and where it came from.

-- name: add_clip
INSERT INTO clip (clip_id, owner, vendor, account, vendor_clip_id, ticket, task_id, operation, parent, part, uploaded, title,
                  seconds, audio_url, video_url, image_url, lyrics, sound, model, seed, bpm, key, tempo_source, created_at)
VALUES (:clip_id, :owner, :vendor, :account, :vendor_clip_id, :ticket, :task_id, :operation, :parent, :part, :uploaded, :title,
        :seconds, :audio_url, :video_url, :image_url, :lyrics, :sound, :model, :seed, :bpm, :key, :tempo_source, :created_at);

-- name: known_clip
-- By our id or by its vendor's; our id is preferred, then one of that title.
-- `is_titled`: the title was asked for, so that a clip of another title is another clip, though the music is the same.
SELECT clip_id FROM clip
WHERE owner = :owner
  AND (clip_id = :clip_id
       OR (vendor = :vendor AND vendor_clip_id = :vendor_clip_id AND vendor_clip_id <> '' AND (:is_titled = 0 OR title IN ('', :title))))
ORDER BY clip_id <> :clip_id, title <> :title, created_at
LIMIT 1;

-- name: complete_clip
-- Addresses are renewed, gaps are filled, and nothing else that is known is overwritten.
UPDATE clip
SET ticket = COALESCE(NULLIF(ticket, ''), :ticket), task_id = COALESCE(NULLIF(task_id, ''), :task_id),
    operation = COALESCE(NULLIF(operation, ''), :operation), parent = COALESCE(parent, NULLIF(:parent, clip_id)),
    part = COALESCE(part, :part), uploaded = CASE WHEN :uploaded = 1 THEN 1 ELSE uploaded END,
    title = COALESCE(NULLIF(title, ''), :title), seconds = COALESCE(seconds, :seconds),
    audio_url = COALESCE(:audio_url, audio_url), video_url = COALESCE(:video_url, video_url), image_url = COALESCE(:image_url, image_url),
    lyrics = COALESCE(NULLIF(lyrics, ''), :lyrics), sound = COALESCE(NULLIF(sound, ''), :sound),
    model = COALESCE(NULLIF(model, ''), :model), seed = COALESCE(NULLIF(seed, ''), :seed),
    bpm = COALESCE(bpm, :bpm), key = COALESCE(NULLIF(key, ''), :key), tempo_source = COALESCE(NULLIF(tempo_source, ''), :tempo_source)
WHERE owner = :owner AND clip_id = :clip_id;

-- name: update_clip
UPDATE clip
SET account = :account, vendor_clip_id = :vendor_clip_id, ticket = :ticket, task_id = :task_id, operation = :operation, parent = :parent,
    part = :part, uploaded = :uploaded, title = :title, seconds = :seconds, audio_url = :audio_url, video_url = :video_url,
    image_url = :image_url, lyrics = :lyrics, sound = :sound, model = :model, seed = :seed
WHERE owner = :owner AND clip_id = :clip_id
RETURNING clip_id;

-- name: set_tempo
-- Only once: what is known of it stays.
UPDATE clip SET bpm = :bpm, key = :key, tempo_source = :tempo_source WHERE clip_id = :clip_id AND tempo_source = '' RETURNING *;

-- name: clips_without_tempo
-- Whose sound is on this machine, of any owner, the newest first.
SELECT * FROM clip
WHERE tempo_source = '' AND clip_id IN (SELECT clip_id FROM file WHERE kind = 'audio' AND path IS NOT NULL)
ORDER BY created_at DESC, clip_id DESC
LIMIT :limit;

-- name: clip_of_id
SELECT * FROM clip WHERE owner = :owner AND clip_id = :clip_id;

-- name: clip_at_vendor
-- The first, where the same music has several titles.
SELECT * FROM clip WHERE owner = :owner AND vendor = :vendor AND vendor_clip_id = :vendor_clip_id ORDER BY created_at LIMIT 1;

-- name: titles_like
-- The title itself, and those that go on after it with a blank (the character before `!`).
SELECT DISTINCT title FROM clip
WHERE owner = :owner AND (title = :title OR (title >= :title || ' ' AND title < :title || '!'));

-- name: clips_at_address
-- By the address of any of its files, at the vendor or here; addresses at vendors change behind the question mark.
WITH place (clip_id, address) AS (
    SELECT clip_id, audio_url FROM clip WHERE owner = :owner
    UNION SELECT clip_id, video_url FROM clip WHERE owner = :owner
    UNION SELECT clip_id, image_url FROM clip WHERE owner = :owner
    UNION SELECT clip_id, url FROM file WHERE owner = :owner
    UNION SELECT clip_id, path FROM file WHERE owner = :owner
)
SELECT clip_id, MAX(address = :address) AS is_exact
FROM place
WHERE address IS NOT NULL AND substr(address || '?', 1, instr(address || '?', '?') - 1) = :bare
GROUP BY clip_id
ORDER BY is_exact DESC, clip_id
LIMIT 2;

-- name: owner_at_vendor
-- The owner who had it first.
SELECT owner FROM clip WHERE vendor = :vendor AND vendor_clip_id = :vendor_clip_id ORDER BY created_at LIMIT 1;

-- name: clips_of_tasks
-- `given_by` is the task; a clip may be the result of several.
SELECT task_clip.task_id AS given_by, clip.*
FROM task_clip JOIN clip ON clip.clip_id = task_clip.clip_id
WHERE task_clip.task_id IN (SELECT value FROM json_each(:task_ids))
ORDER BY task_clip.task_id, task_clip.place;

-- name: newest_clips
-- Newest first, from the clip after (`before`, `before_id`) on.
SELECT * FROM clip
WHERE owner = :owner AND hidden_at IS NULL AND (:before IS NULL OR (created_at, clip_id) < (:before, :before_id))
ORDER BY created_at DESC, clip_id DESC
LIMIT :limit;

-- name: hide_clip
-- With a null `at` it is shown again.
UPDATE clip SET hidden_at = :at WHERE clip_id = :clip_id RETURNING *;

-- name: hidden_clips
SELECT * FROM clip WHERE hidden_at IS NOT NULL ORDER BY hidden_at DESC, clip_id;
