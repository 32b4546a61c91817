-- In which language people are written to: what was asked for in the one it was asked in, a notice in the member's own.
ALTER TABLE outbox
  ADD COLUMN language CHAR(2) NOT NULL DEFAULT 'fr';  -- ISO 639-1; one that has no words goes in French

ALTER TABLE members
  ADD COLUMN language CHAR(2) NULL;             -- of the session in which the password was chosen; NULL: none yet

INSERT INTO schema_version (version, applied_at, oldest_served) VALUES (24, UTC_TIMESTAMP(6), 20);
