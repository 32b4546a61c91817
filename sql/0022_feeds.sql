-- Feeds of millions: facts go by age, and no number of a member who was removed is ever given again, since what was
-- sealed for the one would open in the row of the other.
ALTER TABLE facts
  ADD KEY facts_by_age (kind, dated);           -- purge

CREATE TABLE IF NOT EXISTS numbering (
  id TINYINT UNSIGNED NOT NULL PRIMARY KEY,     -- always 1
  highest BIGINT UNSIGNED NOT NULL              -- of members who were removed
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT IGNORE INTO numbering (id, highest) VALUES (1, 0);

INSERT INTO schema_version (version, applied_at, oldest_served) VALUES (22, UTC_TIMESTAMP(6), 20);
