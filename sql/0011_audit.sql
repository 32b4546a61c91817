-- What happened. Pages may only insert; nobody may change a row.
CREATE TABLE IF NOT EXISTS audit (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  at DATETIME(6) NOT NULL,
  event VARCHAR(40) NOT NULL,
  subject BINARY(32) NOT NULL,
  device VARCHAR(64) NOT NULL,
  page VARCHAR(24) NOT NULL,
  detail VARCHAR(64) NOT NULL,
  KEY audit_by_subject (subject, id),           -- account: recent events, newest first
  KEY audit_by_time (at)                        -- purge
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO schema_version (version, applied_at) VALUES (11, UTC_TIMESTAMP(6));
