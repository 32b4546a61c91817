-- Each writer of the audit trail chains its rows by a MAC under a key of its own (store/audit_chain.h). Rows from before
-- have no chain: NULL.
ALTER TABLE audit
  ADD COLUMN chain BIGINT UNSIGNED NULL,
  ADD COLUMN seq BIGINT UNSIGNED NOT NULL DEFAULT 0,       -- 1, 2, 3 ... within the chain
  ADD COLUMN key_id SMALLINT UNSIGNED NOT NULL DEFAULT 0,  -- of the writer's key audit_PAGE
  ADD COLUMN mac BINARY(32) NOT NULL DEFAULT '';
ALTER TABLE audit
  ADD UNIQUE KEY audit_by_chain (chain, seq);

-- How far each chain had come at the last anchor, and up to where purge took its rows away. The anchor, a row of the
-- audit trail, holds a digest of this whole table under the command's key.
CREATE TABLE IF NOT EXISTS audit_heads (
  chain BIGINT UNSIGNED NOT NULL PRIMARY KEY,
  seq BIGINT UNSIGNED NOT NULL,
  mac BINARY(32) NOT NULL,                      -- of the row seq
  at DATETIME(6) NOT NULL,                      -- of the row seq
  cut_seq BIGINT UNSIGNED NOT NULL,             -- the last row that purge took away; 0: none
  cut_mac BINARY(32) NOT NULL                   -- of the row cut_seq: the first that is left goes on from it
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO schema_version (version, applied_at) VALUES (16, UTC_TIMESTAMP(6));
