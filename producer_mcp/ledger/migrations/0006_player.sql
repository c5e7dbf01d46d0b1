-- What a person marked or chose in a player, to be told to the assistant once.
CREATE TABLE mark (
    mark_id    TEXT PRIMARY KEY,
    owner      TEXT NOT NULL,
    clip_id    TEXT NOT NULL REFERENCES clip (clip_id),
    wish       TEXT NOT NULL,
    start      REAL,
    stop       REAL,
    words      TEXT NOT NULL,
    created_at TEXT NOT NULL,
    told_at    TEXT
);
CREATE INDEX mark_of_clip ON mark (clip_id);
CREATE INDEX mark_untold ON mark (owner, created_at) WHERE told_at IS NULL;
