-- A task may take several paid steps, one after another, each with a request and a ticket of its own. The row of the task is
-- about its present step; names and prices of all are JSON, empty for a task of one.
ALTER TABLE task ADD COLUMN steps TEXT NOT NULL DEFAULT '[]';
ALTER TABLE task ADD COLUMN step INTEGER NOT NULL DEFAULT 1;
-- It failed at a step that cost nothing: the same request asks for the rest alone.
ALTER TABLE task ADD COLUMN resumable INTEGER NOT NULL DEFAULT 0;

-- The steps that are done.
CREATE TABLE step (
    task_id      TEXT NOT NULL REFERENCES task (task_id),
    number       INTEGER NOT NULL,
    ticket       TEXT,
    submitted_at TEXT,
    done_at      TEXT NOT NULL,
    sent         TEXT,
    raw          TEXT,
    PRIMARY KEY (task_id, number)
);
CREATE INDEX step_by_ticket ON step (ticket) WHERE ticket IS NOT NULL;
