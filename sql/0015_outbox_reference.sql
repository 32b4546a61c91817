-- An agent on the telephone is told the reference of a message, not who it went to.
ALTER TABLE outbox
  ADD KEY outbox_by_reference (reference);      -- portillon member freeze, letter

INSERT INTO schema_version (version, applied_at) VALUES (15, UTC_TIMESTAMP(6));
