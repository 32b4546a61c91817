-- What recovery remembers about one subject, member or stranger alike.
CREATE TABLE IF NOT EXISTS recoveries (
  subject BINARY(32) NOT NULL PRIMARY KEY,
  version BIGINT UNSIGNED NOT NULL,
  wrong_in_a_row INT UNSIGNED NOT NULL,         -- wrong codes over all codes
  proof_failed_at DATETIME(6) NULL,
  code_journey BINARY(32) NULL,                 -- the live code: only for this journey ...
  code_message BIGINT UNSIGNED NULL,            -- ... and only as this message carried it
  code_hash BINARY(32) NULL,                    -- NULL: not minted yet, matches nothing
  code_expires_at DATETIME(6) NULL,
  code_wrong INT UNSIGNED NOT NULL DEFAULT 0,
  purge_at DATETIME(6) NULL,                    -- from then on the row says nothing; NULL: it always does
  KEY recoveries_by_purge (purge_at)            -- purge
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO schema_version (version, applied_at) VALUES (5, UTC_TIMESTAMP(6));
