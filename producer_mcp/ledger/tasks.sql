-- Tasks, with their events, raw answers and clips.

-- name: task_for_key
-- Queued and running tasks hold their key as long as they last, others until `held_until`.
SELECT * FROM task
WHERE owner = :owner AND key = :key AND (status IN ('queued', 'running') OR held_until > :now)
ORDER BY created_at DESC, task_id
LIMIT 1;

-- name: tasks_of_keys
-- `keys` is a JSON list.
SELECT * FROM task
WHERE owner = :owner AND key IN (SELECT value FROM json_each(:keys)) AND status = 'done'
ORDER BY take, created_at DESC, task_id;

-- name: add_task
INSERT INTO task (task_id, owner, account, vendor, operation, arguments, take, key, status, ticket, callback, held_until,
                  progress, lyrics, sound, error, charged, cost, warnings, created_at, submitted_at, heard_at, finished_at, holder,
                  steps, step, resumable)
VALUES (:task_id, :owner, :account, :vendor, :operation, :arguments, :take, :key, :status, :ticket, :callback, :held_until,
        :progress, :lyrics, :sound, :error, :charged, :cost, :warnings, :created_at, :submitted_at, :heard_at, :finished_at, :holder,
        :steps, :step, :resumable);

-- name: launch_task
-- Only by its holder, and only once, because the request that follows may cost money.
UPDATE task SET submitted_at = :now
WHERE task_id = :task_id AND holder = :holder AND status = 'queued' AND submitted_at IS NULL
RETURNING task_id;

-- name: withdraw_task
-- Undoes `launch_task`, by its holder, who knows that the vendor has not taken the request.
UPDATE task SET submitted_at = NULL
WHERE task_id = :task_id AND holder = :holder AND status = 'queued' AND submitted_at IS NOT NULL AND ticket IS NULL
RETURNING task_id;

-- name: adopt_task
-- A process is alive as long as its lease `process:<holder>` lasts (see `leases.sql`).
UPDATE task SET holder = :holder
WHERE task_id = :task_id AND status = 'queued' AND submitted_at IS NULL AND holder <> :holder
  AND NOT EXISTS (SELECT 1 FROM lease WHERE name = 'process:' || task.holder AND until > :now AND since <= :soon)
RETURNING task_id;

-- name: requeue_task
-- Undoes `launch_task`.
UPDATE task SET submitted_at = NULL
WHERE task_id = :task_id AND status = 'queued' AND submitted_at IS NOT NULL AND ticket IS NULL
  AND NOT EXISTS (SELECT 1 FROM lease WHERE name = 'process:' || task.holder AND until > :now AND since <= :soon)
RETURNING task_id;

-- name: save_task
-- A done or failed task does not change. An unknown one may become final; it runs again only if its lost ticket is found.
-- A ticket or a time that is known is kept when the writer does not give it.
-- A task becomes failed or unknown only by a writer who gives its `submitted_at` and its ticket, if it has them: a writer who
-- read the task before these were saved cannot know how it ended. What is said of an earlier step changes nothing.
UPDATE task
SET status = :status, ticket = COALESCE(:ticket, ticket), callback = COALESCE(:callback, callback), held_until = :held_until,
    progress = :progress, lyrics = :lyrics, sound = :sound, error = :error, charged = :charged, cost = :cost, warnings = :warnings,
    submitted_at = COALESCE(submitted_at, :submitted_at), heard_at = COALESCE(:heard_at, heard_at), finished_at = :finished_at,
    resumable = :resumable
WHERE task_id = :task_id AND owner = :owner AND step = :step AND status NOT IN ('done', 'failed')
  AND (status = 'queued' OR :status <> 'queued')
  AND (status <> 'unknown' OR :status <> 'running' OR (ticket IS NULL AND :ticket IS NOT NULL))
  AND (:status NOT IN ('failed', 'unknown')
       OR ((submitted_at IS NULL OR :submitted_at IS NOT NULL) AND (ticket IS NULL OR :ticket IS NOT NULL)))
RETURNING task_id;

-- name: keep_step
-- The step of a task that is done, if it is still the present one.
INSERT INTO step (task_id, number, ticket, submitted_at, done_at, sent, raw)
SELECT task_id, step, ticket, submitted_at, :now, (SELECT sent FROM request WHERE request.task_id = task.task_id), :raw
FROM task WHERE task_id = :task_id AND step = :step AND status IN ('queued', 'running', 'unknown')
RETURNING number;

-- name: begin_step
-- The one after the one that is done: the task is like one that was saved and never submitted.
UPDATE task
SET step = step + 1, status = 'queued', ticket = NULL, submitted_at = NULL, progress = NULL, error = NULL, holder = :holder,
    callback = :callback, heard_at = :now
WHERE task_id = :task_id;

-- name: resume_task
-- At the step that failed and cost nothing.
UPDATE task
SET status = 'queued', ticket = NULL, submitted_at = NULL, progress = NULL, error = NULL, finished_at = NULL, resumable = 0,
    cost = :cost, holder = :holder, heard_at = :now
WHERE task_id = :task_id AND owner = :owner AND status = 'failed' AND resumable
RETURNING task_id;

-- name: retitle_task
UPDATE task SET arguments = json_set(arguments, '$.title', :title) WHERE task_id = :task_id AND owner = :owner;

-- name: retitle_clips
-- With the title that the task has now; behind it stands a stem's part, or the number of a song after the first.
UPDATE clip
SET title = json_extract(task.arguments, '$.title')
    || CASE WHEN COALESCE(part, '') <> '' THEN ' (' || part || ')' WHEN given.place > 0 THEN ' ' || (given.place + 1) ELSE '' END
FROM task JOIN task_clip AS given ON given.task_id = task.task_id
WHERE task.task_id = :task_id AND clip.clip_id = given.clip_id;

-- name: record_progress
-- `progress` is a JSON object: progress by task id, null where it is not known.
UPDATE task SET heard_at = :now, progress = COALESCE(reported.value, task.progress)
FROM json_each(:progress) AS reported
WHERE task.task_id = reported.key AND task.status IN ('queued', 'running');

-- name: keep_request
-- A task of a vendor that costs nothing can be launched again after its process died; the last request is kept.
INSERT INTO request (task_id, sent) VALUES (:task_id, :sent)
ON CONFLICT (task_id) DO UPDATE SET sent = excluded.sent;

-- name: request_of_task
SELECT sent FROM request WHERE task_id = :task_id;

-- name: holder_of_task
SELECT holder FROM task WHERE task_id = :task_id;

-- name: task_of_id
SELECT * FROM task WHERE task_id = :task_id;

-- name: whole_tasks
-- With their clips, and these with their files, as JSON: one statement, because this is run most often.
SELECT task.*, (
    SELECT json_group_array(json_object(
        'clip_id', clip.clip_id, 'owner', clip.owner, 'vendor', clip.vendor, 'account', clip.account,
        'vendor_clip_id', clip.vendor_clip_id, 'ticket', clip.ticket, 'task_id', clip.task_id,
        'operation', clip.operation, 'parent', clip.parent, 'part', clip.part, 'uploaded', clip.uploaded,
        'title', clip.title, 'seconds', clip.seconds, 'audio_url', clip.audio_url, 'video_url', clip.video_url,
        'image_url', clip.image_url, 'lyrics', clip.lyrics, 'sound', clip.sound, 'model', clip.model,
        'seed', clip.seed, 'bpm', clip.bpm, 'key', clip.key, 'tempo_source', clip.tempo_source, 'created_at', clip.created_at,
        'files', json((
            SELECT json_group_object(file.kind, json_object(
                'clip_id', file.clip_id, 'owner', file.owner, 'kind', file.kind, 'url', file.url, 'path', file.path,
                'mime', file.mime, 'size', file.size, 'sha256', file.sha256, 'fetched_at', file.fetched_at,
                'error', file.error, 'tries', file.tries, 'next_try', file.next_try))
            FROM file WHERE file.clip_id = clip.clip_id))))
    FROM (SELECT clip_id FROM task_clip WHERE task_clip.task_id = task.task_id ORDER BY place) AS given
    JOIN clip ON clip.clip_id = given.clip_id
) AS clips
FROM task WHERE task.owner = :owner AND task.task_id IN (SELECT value FROM json_each(:task_ids));

-- name: recent_tasks
-- Among tasks of the same time the id decides. `before` is the id of the last task of the page before.
SELECT * FROM task
WHERE owner = :owner
  AND (:before IS NULL
       OR (created_at, task_id) < (SELECT last.created_at, last.task_id FROM task AS last WHERE last.task_id = :before AND last.owner = :owner))
ORDER BY created_at DESC, task_id DESC
LIMIT :limit;

-- name: latest_tasks
-- Unfinished tasks come before others when it is decided which are given; all are given newest first.
SELECT * FROM (
    SELECT * FROM task
    WHERE owner = :owner AND task_id IN (
        SELECT task_id FROM (
            SELECT task_id FROM task WHERE owner = :owner AND status IN ('queued', 'running')
            ORDER BY created_at DESC, task_id DESC LIMIT :limit)
        UNION
        SELECT task_id FROM (SELECT task_id FROM task WHERE owner = :owner ORDER BY created_at DESC, task_id DESC LIMIT :limit))
    ORDER BY status IN ('queued', 'running') DESC, created_at DESC, task_id DESC
    LIMIT :limit
) AS chosen
ORDER BY created_at DESC, task_id DESC;

-- name: drafts
-- What was written and not sung. `before` is the id of the last task of the page before.
SELECT * FROM task
WHERE owner = :owner AND operation = :operation AND status = 'done'
  AND (:vendor IS NULL OR vendor = :vendor)
  AND (:since IS NULL OR created_at >= :since)
  AND (:until IS NULL OR created_at <= :until)
  AND (:before IS NULL
       OR (created_at, task_id) < (SELECT last.created_at, last.task_id FROM task AS last WHERE last.task_id = :before AND last.owner = :owner))
ORDER BY created_at DESC, task_id DESC;

-- name: newest_tasks
-- Of all owners; a negative `limit` is none.
SELECT * FROM task
ORDER BY created_at DESC, task_id DESC
LIMIT :limit;

-- name: task_of_ticket
-- Of any owner, if `owner` is null; also by the ticket of a step that is done.
SELECT * FROM task
WHERE vendor = :vendor AND (:owner IS NULL OR owner = :owner)
  AND (ticket = :ticket OR task_id IN (SELECT task_id FROM step WHERE step.ticket = :ticket))
ORDER BY created_at DESC
LIMIT 1;

-- name: running_tasks
-- The columns of `RunningTask`.
SELECT task_id, owner, operation, ticket, COALESCE(submitted_at, created_at) AS sent,
       (SELECT until FROM lease WHERE name = 'watched:' || task.task_id AND since <= :soon) AS watched_until
FROM task
WHERE account = :account AND status IN ('queued', 'running') AND ticket IS NOT NULL
ORDER BY created_at, task_id;

-- name: orphaned_tasks
-- Saved and never submitted, by a process that is dead.
SELECT * FROM task
WHERE status = 'queued' AND submitted_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM lease WHERE name = 'process:' || task.holder AND until > :now AND since <= :soon)
ORDER BY created_at, task_id;

-- name: unanswered_tasks
-- Submitted, by a process that died before it saved a ticket.
SELECT * FROM task
WHERE status IN ('queued', 'running') AND submitted_at IS NOT NULL AND ticket IS NULL
  AND NOT EXISTS (SELECT 1 FROM lease WHERE name = 'process:' || task.holder AND until > :now AND since <= :soon)
ORDER BY created_at, task_id;

-- name: add_event
-- Unless it repeats the task's last event.
INSERT INTO event (task_id, at, status, note)
SELECT :task_id, :now, :status, :note
WHERE NOT EXISTS (
    SELECT 1 FROM event AS last
    WHERE last.number = (SELECT MAX(number) FROM event WHERE task_id = :task_id) AND last.status = :status AND last.note = :note
);

-- name: events_of_task
SELECT at, status, note FROM event WHERE task_id = :task_id ORDER BY number;

-- name: keep_answer
INSERT INTO answer (task_id, raw) VALUES (:task_id, :raw)
ON CONFLICT (task_id) DO UPDATE SET raw = excluded.raw;

-- name: keep_answers
-- `raws` is a JSON object: raw answers by task id. The last answer about a final task is not replaced.
INSERT INTO answer (task_id, raw)
SELECT given.key, given.value FROM json_each(:raws) AS given JOIN task ON task.task_id = given.key
WHERE task.status IN ('queued', 'running')
ON CONFLICT (task_id) DO UPDATE SET raw = excluded.raw;

-- name: answer_of_task
SELECT raw FROM answer WHERE task_id = :task_id;

-- name: give_clip
INSERT INTO task_clip (task_id, place, clip_id) VALUES (:task_id, :place, :clip_id);
