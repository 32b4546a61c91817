-- Who may enter. One column is one grant: what a page's account cannot read, the page cannot betray.
CREATE TABLE IF NOT EXISTS members (
  member BIGINT UNSIGNED NOT NULL PRIMARY KEY,  -- given by the import, never 0
  subject BINARY(32) NOT NULL,                  -- keyed hash of the canonical identifier
  kind VARCHAR(16) NOT NULL,                    -- particulier, exploitant, entreprise
  public_id CHAR(32) NOT NULL,                  -- what other applications see: random, stable
  version BIGINT UNSIGNED NOT NULL DEFAULT 1,   -- guards every change of the columns below
  activated_at DATETIME(6) NULL,                -- first own password; NULL: first access
  password VARCHAR(255) NOT NULL DEFAULT '',    -- Argon2id in PHC form, peppered; empty: none yet
  password_changed_at DATETIME(6) NULL,
  temporary_hash BINARY(32) NULL,               -- keyed hash of the live temporary password
  temporary_expires_at DATETIME(6) NULL,
  temporary_wrong INT UNSIGNED NOT NULL DEFAULT 0,
  contacts_confirmed_at DATETIME(6) NULL,
  frozen_at DATETIME(6) NULL,                   -- the caisse closed the access
  identifier_sealed VARBINARY(256) NOT NULL,
  name_sealed VARBINARY(1024) NOT NULL,
  address_sealed VARBINARY(2048) NOT NULL,      -- only the courier can open it
  UNIQUE KEY members_by_subject (subject)       -- sign_in, identify
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO schema_version (version, applied_at) VALUES (2, UTC_TIMESTAMP(6));
