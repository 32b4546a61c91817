-- The oldest program that may serve on this schema: of version N when it was made for migration N. A migration that only
-- adds names an older one, so that pages of two releases serve side by side during an upgrade, and after a way back; one
-- that takes away or changes names itself, a release after the last program that needed what it takes.
ALTER TABLE schema_version ADD COLUMN oldest_served INT UNSIGNED NOT NULL DEFAULT 0;

INSERT INTO schema_version (version, applied_at, oldest_served) VALUES (20, UTC_TIMESTAMP(6), 20);
