-- Members' own sessions, opened by their own password alone.
CREATE TABLE IF NOT EXISTS sessions (
  session BINARY(32) NOT NULL PRIMARY KEY,      -- SHA-256 of the cookie's token
  version BIGINT UNSIGNED NOT NULL,
  member BIGINT UNSIGNED NOT NULL,
  password_changed BOOLEAN NOT NULL,            -- the confirmation is still to be shown
  wanted VARCHAR(2048) NOT NULL,
  device VARCHAR(64) NOT NULL,
  authenticated_at DATETIME(6) NOT NULL,
  started_at DATETIME(6) NOT NULL,
  seen_at DATETIME(6) NOT NULL,
  KEY sessions_by_member (member),              -- account; all others end when the password changes
  KEY sessions_by_start (started_at)            -- purge
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO schema_version (version, applied_at) VALUES (8, UTC_TIMESTAMP(6));
