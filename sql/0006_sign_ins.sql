-- Failed sign-ins of one subject, member or stranger alike.
CREATE TABLE IF NOT EXISTS sign_ins (
  subject BINARY(32) NOT NULL PRIMARY KEY,
  version BIGINT UNSIGNED NOT NULL,
  failures INT UNSIGNED NOT NULL,               -- in a row
  last_failure_at DATETIME(6) NOT NULL,
  failures_today INT UNSIGNED NOT NULL,
  day_started_at DATETIME(6) NOT NULL,
  purge_at DATETIME(6) NOT NULL,
  KEY sign_ins_by_purge (purge_at)              -- purge
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO schema_version (version, applied_at) VALUES (6, UTC_TIMESTAMP(6));
