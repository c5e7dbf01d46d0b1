-- Times are UTC text of one width (2026-11-21T02:43:00.000000+00:00), so that they sort as they read.
-- Lists and mappings are JSON.

CREATE TABLE task (
    task_id      TEXT PRIMARY KEY,
    owner        TEXT NOT NULL,
    account      TEXT NOT NULL,
    vendor       TEXT NOT NULL,
    operation    TEXT NOT NULL,
    arguments    TEXT NOT NULL,
    take         INTEGER NOT NULL,
    key          TEXT NOT NULL,
    status       TEXT NOT NULL,
    ticket       TEXT,
    callback     TEXT,
    held_until   TEXT NOT NULL,
    progress     REAL,
    lyrics       TEXT NOT NULL,
    sound        TEXT,
    error        TEXT,
    charged      INTEGER,
    cost         TEXT,
    warnings     TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    submitted_at TEXT,
    heard_at     TEXT,
    finished_at  TEXT,
    holder       TEXT NOT NULL
);
CREATE INDEX task_by_key ON task (owner, key);
CREATE INDEX task_by_time ON task (owner, created_at, task_id);
CREATE INDEX task_by_ticket ON task (vendor, ticket) WHERE ticket IS NOT NULL;
CREATE INDEX task_by_callback ON task (callback) WHERE callback IS NOT NULL;
CREATE INDEX task_unfinished ON task (account, created_at) WHERE status IN ('queued', 'running');
CREATE INDEX task_done ON task (vendor, operation, finished_at) WHERE status = 'done';

-- The vendor's last raw answer, apart from the task because it may be large.
CREATE TABLE answer (
    task_id TEXT PRIMARY KEY REFERENCES task (task_id),
    raw     TEXT NOT NULL
);

CREATE TABLE event (
    number  INTEGER PRIMARY KEY,
    task_id TEXT NOT NULL REFERENCES task (task_id),
    at      TEXT NOT NULL,
    status  TEXT NOT NULL,
    note    TEXT NOT NULL
);
CREATE INDEX event_of_task ON event (task_id, number);

CREATE TABLE clip (
    number         INTEGER PRIMARY KEY,
    clip_id        TEXT NOT NULL UNIQUE,
    owner          TEXT NOT NULL,
    vendor         TEXT NOT NULL,
    account        TEXT NOT NULL,
    vendor_clip_id TEXT NOT NULL,
    ticket         TEXT NOT NULL,
    task_id        TEXT NOT NULL,
    operation      TEXT NOT NULL,
    parent         TEXT,
    part           TEXT,
    uploaded       INTEGER NOT NULL,
    title          TEXT NOT NULL,
    seconds        REAL,
    audio_url      TEXT,
    video_url      TEXT,
    image_url      TEXT,
    lyrics         TEXT NOT NULL,
    sound          TEXT NOT NULL,
    model          TEXT NOT NULL,
    seed           TEXT NOT NULL,
    created_at     TEXT NOT NULL,
    path           TEXT,
    mime           TEXT,
    size           INTEGER,
    sha256         TEXT,
    fetched_at     TEXT
);
CREATE UNIQUE INDEX clip_at_vendor ON clip (owner, vendor, vendor_clip_id) WHERE vendor_clip_id <> '';
CREATE INDEX clip_at_anyone ON clip (vendor, vendor_clip_id);
CREATE INDEX clip_by_time ON clip (owner, created_at, clip_id);
CREATE INDEX clip_by_parent ON clip (parent) WHERE parent IS NOT NULL;

-- What a task gave, in order; a clip can come of several tasks (an export, a film).
CREATE TABLE task_clip (
    task_id TEXT NOT NULL REFERENCES task (task_id),
    place   INTEGER NOT NULL,
    clip_id TEXT NOT NULL REFERENCES clip (clip_id),
    PRIMARY KEY (task_id, place)
);

-- Paid submits of a day, and places held while a person is asked (no task yet, until then).
CREATE TABLE spend (
    owner      TEXT NOT NULL,
    key        TEXT NOT NULL,
    day        TEXT NOT NULL,
    task_id    TEXT UNIQUE,
    held_until TEXT
);
CREATE INDEX spend_of_day ON spend (owner, day);

CREATE TABLE lease (
    name   TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until  TEXT NOT NULL
);

-- Operations a vendor has switched off for good, as far as known, until we look again.
CREATE TABLE retirement (
    account   TEXT NOT NULL,
    operation TEXT NOT NULL,
    until     TEXT NOT NULL,
    PRIMARY KEY (account, operation)
);
