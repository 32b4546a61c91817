-- What the caisse's last file said of each member, so that an unchanged line changes nothing and a
-- contact that the member chose is told from one that the file gave.
CREATE TABLE IF NOT EXISTS feed (
  member BIGINT UNSIGNED NOT NULL PRIMARY KEY,
  seen BINARY(48) NOT NULL                      -- six keyed fingerprints, see admin/seen.h
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO schema_version (version, applied_at) VALUES (12, UTC_TIMESTAMP(6));
