BEGIN TRANSACTION;
CREATE TABLE answer (
    task_id TEXT PRIMARY KEY REFERENCES task (task_id),
    raw     TEXT NOT NULL
);
INSERT INTO "answer" VALUES('task_1','{}');
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
INSERT INTO "clip" VALUES(1,'clip_1','local','ccapi','ccapi@api.ccapi.ai#0a1b2c3d','theirs-1','','task_1','create_music',NULL,NULL,0,'Kept',NULL,'https://v/1.mp3',NULL,NULL,'Rain — on
the window','','','','2026-11-21T12:00:00.000000+00:00','/music/Kept - clip_1.mp3','audio/mpeg',7,'ab','2026-11-21T12:00:00.000000+00:00');
INSERT INTO "clip" VALUES(2,'clip_2','local','ccapi','ccapi@api.ccapi.ai#0a1b2c3d','theirs-2','','task_1','create_music','clip_1',NULL,0,'Not kept',NULL,'https://v/2.mp3',NULL,NULL,'','','','','2026-11-21T12:00:00.000000+00:00',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "clip" VALUES(3,'clip_3','another','ccapi','ccapi@api.ccapi.ai#0a1b2c3d','theirs-3','','','create_music',NULL,NULL,0,'Without audio',NULL,NULL,NULL,NULL,'','','','','2026-11-21T12:00:00.000000+00:00',NULL,NULL,NULL,NULL,NULL);
CREATE TABLE event (
    number  INTEGER PRIMARY KEY,
    task_id TEXT NOT NULL REFERENCES task (task_id),
    at      TEXT NOT NULL,
    status  TEXT NOT NULL,
    note    TEXT NOT NULL
);
INSERT INTO "event" VALUES(1,'task_1','2026-11-21T12:00:00.000000+00:00','done','');
CREATE TABLE lease (
    name   TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until  TEXT NOT NULL
);
CREATE TABLE retirement (
    account   TEXT NOT NULL,
    operation TEXT NOT NULL,
    until     TEXT NOT NULL,
    PRIMARY KEY (account, operation)
);
CREATE TABLE spend (
    owner      TEXT NOT NULL,
    key        TEXT NOT NULL,
    day        TEXT NOT NULL,
    task_id    TEXT UNIQUE,
    held_until TEXT
);
INSERT INTO "spend" VALUES('local','key of 1','2026-11-21','task_1',NULL);
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
INSERT INTO "task" VALUES('task_1','local','ccapi@api.ccapi.ai#0a1b2c3d','ccapi','create_music','{"sound": "lofi", "lyrics": "la \u2013 la", "nested": [1, null]}',1,'key of 1','done','t1',NULL,'2026-11-21T13:00:00.000000+00:00',NULL,'[]','richer',NULL,NULL,'{"amount": 2.0, "unit": "credits"}','["thin"]','2026-11-21T12:00:00.000000+00:00',NULL,NULL,NULL,'old');
INSERT INTO "task" VALUES('task_2','local','ccapi@api.ccapi.ai#0a1b2c3d','ccapi','create_music','{"sound": "lofi", "lyrics": "la \u2013 la", "nested": [1, null]}',1,'key of 2','running','t2',NULL,'2026-11-21T13:00:00.000000+00:00',NULL,'[]',NULL,NULL,NULL,NULL,'[]','2026-11-21T12:00:00.000000+00:00',NULL,NULL,NULL,'old');
INSERT INTO "task" VALUES('task_3','local','ccapi@api.ccapi.ai#0a1b2c3d','ccapi','create_music','{"sound": "lofi", "lyrics": "la \u2013 la", "nested": [1, null]}',1,'key of 3','unknown',NULL,NULL,'2026-11-21T13:00:00.000000+00:00',NULL,'[]',NULL,'{"code": "unknown_outcome", "message": "lost"}',NULL,NULL,'[]','2026-11-21T12:00:00.000000+00:00',NULL,NULL,NULL,'old');
CREATE TABLE task_clip (
    task_id TEXT NOT NULL REFERENCES task (task_id),
    place   INTEGER NOT NULL,
    clip_id TEXT NOT NULL REFERENCES clip (clip_id),
    PRIMARY KEY (task_id, place)
);
INSERT INTO "task_clip" VALUES('task_1',0,'clip_1');
INSERT INTO "task_clip" VALUES('task_1',1,'clip_2');
CREATE INDEX task_by_key ON task (owner, key);
CREATE INDEX task_by_time ON task (owner, created_at, task_id);
CREATE INDEX task_by_ticket ON task (vendor, ticket) WHERE ticket IS NOT NULL;
CREATE INDEX task_by_callback ON task (callback) WHERE callback IS NOT NULL;
CREATE INDEX task_unfinished ON task (account, created_at) WHERE status IN ('queued', 'running');
CREATE INDEX task_done ON task (vendor, operation, finished_at) WHERE status = 'done';
CREATE INDEX event_of_task ON event (task_id, number);
CREATE UNIQUE INDEX clip_at_vendor ON clip (owner, vendor, vendor_clip_id) WHERE vendor_clip_id <> '';
CREATE INDEX clip_at_anyone ON clip (vendor, vendor_clip_id);
CREATE INDEX clip_by_time ON clip (owner, created_at, clip_id);
CREATE INDEX clip_by_parent ON clip (parent) WHERE parent IS NOT NULL;
CREATE INDEX spend_of_day ON spend (owner, day);
COMMIT;
PRAGMA application_id = 1347571011;
PRAGMA user_version = 1;
