-- What is known of a clip's tempo and key, and from where: '' until somebody has looked, then never again.
ALTER TABLE clip ADD COLUMN bpm REAL;
ALTER TABLE clip ADD COLUMN key TEXT NOT NULL DEFAULT '';
ALTER TABLE clip ADD COLUMN tempo_source TEXT NOT NULL DEFAULT '';
CREATE INDEX clip_without_tempo ON clip (created_at, clip_id) WHERE tempo_source = '';
