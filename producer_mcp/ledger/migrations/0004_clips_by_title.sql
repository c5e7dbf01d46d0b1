-- One music may be asked for under several titles, each a clip of its own, so the vendor's id is not unique.
DROP INDEX clip_at_vendor;
CREATE INDEX clip_at_vendor ON clip (owner, vendor, vendor_clip_id) WHERE vendor_clip_id <> '';
CREATE INDEX clip_by_title ON clip (owner, title);
