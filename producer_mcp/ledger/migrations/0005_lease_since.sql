-- When a lease was taken or renewed last: one from the future was taken by a clock that ran ahead, and is over.
ALTER TABLE lease ADD COLUMN since TEXT NOT NULL DEFAULT '';
