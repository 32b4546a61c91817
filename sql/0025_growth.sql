-- What read a whole table, found at a million members (tests/growth): the mix at each import, and what `portillon stats` and
-- `portillon outbox list` say of the last days.
ALTER TABLE members
  ADD KEY members_by_kind (siret, kind, activated_at);         -- import: the mix, without the rows themselves

ALTER TABLE outbox
  ADD KEY outbox_by_queued (queued_at);                        -- stats, outbox list

INSERT INTO schema_version (version, applied_at, oldest_served) VALUES (25, UTC_TIMESTAMP(6), 20);
