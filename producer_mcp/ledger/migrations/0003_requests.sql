-- What was sent to the vendor for a task, as JSON without key and callback; it is read only when somebody looks into an incident.
CREATE TABLE request (
    task_id TEXT PRIMARY KEY REFERENCES task (task_id),
    sent    TEXT NOT NULL
);
