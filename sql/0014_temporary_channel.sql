-- How a temporary password went: only the letter's lets a frozen member back in, and a notice goes by post where the
-- only contact is the one that carried it.
ALTER TABLE members
  ADD COLUMN temporary_channel VARCHAR(16) NULL AFTER temporary_hash;  -- sms, email, letter

INSERT INTO schema_version (version, applied_at) VALUES (14, UTC_TIMESTAMP(6));
