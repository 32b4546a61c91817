-- Where a member can be reached. A former contact keeps its row, so that a notice can still go to it.
CREATE TABLE IF NOT EXISTS contacts (
  contact BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  member BIGINT UNSIGNED NOT NULL,
  type VARCHAR(16) NOT NULL,                    -- email, mobile, landline, fax
  state VARCHAR(16) NULL,                       -- current, pending; NULL: ended
  version BIGINT UNSIGNED NOT NULL DEFAULT 1,
  current_since DATETIME(6) NULL,               -- NULL: never confirmed
  ended_at DATETIME(6) NULL,
  value_sealed VARBINARY(1024) NOT NULL,        -- only the courier can open it
  mask_sealed VARBINARY(512) NOT NULL,
  destination BINARY(32) NOT NULL,              -- keyed hash of the address
  message BIGINT UNSIGNED NOT NULL DEFAULT 0,   -- that carries the live verification code
  code_hash BINARY(32) NULL,
  code_expires_at DATETIME(6) NULL,
  code_wrong INT UNSIGNED NOT NULL DEFAULT 0,
  UNIQUE KEY contacts_by_member (member, type, state),  -- one current, one pending, any number ended
  KEY contacts_by_end (ended_at)                -- purge
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO schema_version (version, applied_at) VALUES (3, UTC_TIMESTAMP(6));
