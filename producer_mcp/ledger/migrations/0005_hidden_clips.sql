-- A clip that a person put away: searches leave it out, and nothing else changes for it.
ALTER TABLE clip ADD COLUMN hidden_at TEXT;
-- Searches show songs before their stems.
CREATE INDEX clip_by_kind ON clip (owner, (COALESCE(part, '') <> ''), created_at DESC, clip_id DESC);
