-- What is to be sent, without its secret and without its destination.
CREATE TABLE IF NOT EXISTS outbox (
  message BIGINT UNSIGNED NOT NULL PRIMARY KEY, -- random, never 0
  kind VARCHAR(24) NOT NULL,
  channel VARCHAR(16) NOT NULL,
  subject BINARY(32) NOT NULL,
  member BIGINT UNSIGNED NOT NULL,              -- 0: a stranger; nothing leaves
  journey BINARY(32) NOT NULL,
  contact BIGINT UNSIGNED NULL,                 -- this very contact; NULL: the current one
  on_file_before DATETIME(6) NOT NULL,
  queued_at DATETIME(6) NOT NULL,
  state VARCHAR(16) NOT NULL,                   -- queued, sending, handed_over, delivered, failed, dropped
  priority TINYINT UNSIGNED NOT NULL,           -- 0 somebody waits before a page, 1 temporary, 2 notice
  due_at DATETIME(6) NULL,                      -- a courier may claim it from then on; NULL: done with
  lease BIGINT UNSIGNED NOT NULL DEFAULT 0,     -- one more at each claim: an older claim is void
  tries INT UNSIGNED NOT NULL DEFAULT 0,
  reference VARCHAR(32) NOT NULL DEFAULT '',
  handed_over_at DATETIME(6) NULL,
  reason VARCHAR(64) NOT NULL DEFAULT '',       -- why it was put off, failed or dropped
  purge_at DATETIME(6) NOT NULL,
  KEY outbox_by_due (priority, channel, due_at),  -- claims
  KEY outbox_by_subject (subject, kind, queued_at),  -- limits, and which temporary password is the latest
  KEY outbox_by_purge (purge_at)                -- purge
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO schema_version (version, applied_at) VALUES (9, UTC_TIMESTAMP(6));
