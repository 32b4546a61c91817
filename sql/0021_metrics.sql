-- What metrics ask every few seconds, each by an index of its own.
ALTER TABLE providers
  ADD COLUMN node VARCHAR(32) NOT NULL DEFAULT '' AFTER courier,              -- name of the courier's machine: a-z, 0-9
  ADD COLUMN milliseconds BIGINT UNSIGNED NOT NULL DEFAULT 0 AFTER failed;    -- spent on all tries of this run
ALTER TABLE outbox
  ADD KEY outbox_by_kind (kind, handed_over_at);                              -- the last canary of each channel
ALTER TABLE members
  ADD KEY members_by_freeze (frozen_at);                                      -- how many are frozen

INSERT INTO schema_version (version, applied_at, oldest_served) VALUES (21, UTC_TIMESTAMP(6), 20);
