-- What an operator of the command asks for a member and a second one must approve. Of a new contact only the keyed hash:
-- whoever approves types it again.
CREATE TABLE IF NOT EXISTS member_requests (
  request BIGINT UNSIGNED NOT NULL PRIMARY KEY, -- random
  member BIGINT UNSIGNED NOT NULL,
  act VARCHAR(16) NOT NULL,                     -- contact, unfreeze, forget
  detail VARCHAR(16) NOT NULL,                  -- contact: its type; unfreeze: why
  destination BINARY(32) NULL,                  -- contact: keyed hash of the new address
  requested_by VARCHAR(32) NOT NULL,            -- the operator, who may not approve it
  requested_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  mac BINARY(32) NOT NULL,                      -- of all this, under audit_admin: nobody puts another name in
  UNIQUE KEY member_requests_by_member (member, act, detail),
  KEY member_requests_by_end (expires_at)       -- purge
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO schema_version (version, applied_at, oldest_served) VALUES (23, UTC_TIMESTAMP(6), 20);
