-- A clip has several files (audio, cover, video, exports), each wanted, kept or given up by itself.
CREATE TABLE file (
    clip_id       TEXT NOT NULL REFERENCES clip (clip_id),
    owner         TEXT NOT NULL,
    kind          TEXT NOT NULL,
    url           TEXT,
    path          TEXT,
    mime          TEXT NOT NULL,
    size          INTEGER NOT NULL,
    sha256        TEXT NOT NULL,
    fetched_at    TEXT,
    error         TEXT,
    tries         INTEGER NOT NULL,
    next_try      TEXT,
    claimed_by    TEXT,
    claimed_until TEXT,
    PRIMARY KEY (clip_id, kind)
);
CREATE INDEX file_due ON file (next_try) WHERE path IS NULL AND next_try IS NOT NULL;

-- What was not kept yet is wanted at once.
INSERT INTO file (clip_id, owner, kind, url, path, mime, size, sha256, fetched_at, tries, next_try)
SELECT clip_id, owner, 'audio', audio_url, path, COALESCE(mime, ''), COALESCE(size, 0), COALESCE(sha256, ''), fetched_at, 0,
       CASE WHEN path IS NULL THEN created_at END
FROM clip
WHERE path IS NOT NULL OR audio_url IS NOT NULL;

ALTER TABLE clip DROP COLUMN path;
ALTER TABLE clip DROP COLUMN mime;
ALTER TABLE clip DROP COLUMN size;
ALTER TABLE clip DROP COLUMN sha256;
ALTER TABLE clip DROP COLUMN fetched_at;

CREATE VIRTUAL TABLE clip_search USING fts5 (
    title, sound, lyrics, content = 'clip', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO clip_search (clip_search) VALUES ('rebuild');

CREATE TRIGGER clip_added AFTER INSERT ON clip BEGIN
    INSERT INTO clip_search (rowid, title, sound, lyrics) VALUES (new.number, new.title, new.sound, new.lyrics);
END;
CREATE TRIGGER clip_gone AFTER DELETE ON clip BEGIN
    INSERT INTO clip_search (clip_search, rowid, title, sound, lyrics) VALUES ('delete', old.number, old.title, old.sound, old.lyrics);
END;
CREATE TRIGGER clip_reworded AFTER UPDATE OF title, sound, lyrics ON clip BEGIN
    INSERT INTO clip_search (clip_search, rowid, title, sound, lyrics) VALUES ('delete', old.number, old.title, old.sound, old.lyrics);
    INSERT INTO clip_search (rowid, title, sound, lyrics) VALUES (new.number, new.title, new.sound, new.lyrics);
END;
