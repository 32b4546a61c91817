-- Journeys of recovery and first access, and limited sessions (stage new_password). Never full sessions.
CREATE TABLE IF NOT EXISTS journeys (
  journey BINARY(32) NOT NULL PRIMARY KEY,      -- SHA-256 of the cookie's token
  version BIGINT UNSIGNED NOT NULL,
  stage VARCHAR(16) NOT NULL,
  subject BINARY(32) NOT NULL,
  member BIGINT UNSIGNED NOT NULL,              -- 0: a stranger
  kind VARCHAR(16) NOT NULL,
  first_access BOOLEAN NOT NULL,
  proven BOOLEAN NOT NULL,
  channel VARCHAR(16) NULL,
  message BIGINT UNSIGNED NULL,
  typed_sealed VARBINARY(512) NOT NULL,
  temporary_hash BINARY(32) NULL,               -- the used one that opened a limited session
  started_at DATETIME(6) NOT NULL,
  seen_at DATETIME(6) NOT NULL,
  KEY journeys_by_subject (subject),            -- all others end when the password changes
  KEY journeys_by_start (started_at)            -- purge
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO schema_version (version, applied_at) VALUES (7, UTC_TIMESTAMP(6));
