-- What became of a message at the other end, and whether the other end can be reached at all.
ALTER TABLE outbox
  ADD COLUMN provider VARCHAR(32) NOT NULL DEFAULT '' AFTER reason,      -- that took it; a word of the configuration
  ADD COLUMN provider_id VARCHAR(128) NOT NULL DEFAULT '' AFTER provider,  -- what that one calls it
  -- Pages show this from settled_at on: a receipt, a bounce, a refusal. Of a message to nobody the courier writes a
  -- plausible one when it hands over, with a moment to come.
  ADD COLUMN settled_as VARCHAR(16) NULL AFTER provider_id,              -- delivered, failed
  ADD COLUMN settled_at DATETIME(6) NULL AFTER settled_as,
  ADD COLUMN crashes TINYINT UNSIGNED NOT NULL DEFAULT 0 AFTER tries,    -- claims in a row that nothing was noted of
  ADD KEY outbox_by_handover (channel, handed_over_at),                  -- how real messages fared, for nobody's
  ADD KEY outbox_by_provider (provider, provider_id);                    -- receipts that know no other name

-- What each running courier knows of those who carry its messages.
CREATE TABLE IF NOT EXISTS providers (
  courier BIGINT UNSIGNED NOT NULL,             -- random, of one run
  name VARCHAR(32) NOT NULL,
  channel VARCHAR(16) NOT NULL,
  seen_at DATETIME(6) NOT NULL,                 -- written again while the courier runs
  down TINYINT UNSIGNED NOT NULL,               -- 1 from a row of failures until the next success
  failures INT UNSIGNED NOT NULL,               -- in a row
  accepted BIGINT UNSIGNED NOT NULL,            -- in this run
  failed BIGINT UNSIGNED NOT NULL,
  accepted_at DATETIME(6) NULL,                 -- the last one
  failed_at DATETIME(6) NULL,
  reason VARCHAR(64) NOT NULL DEFAULT '',       -- of that one
  PRIMARY KEY (courier, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO schema_version (version, applied_at) VALUES (19, UTC_TIMESTAMP(6));
