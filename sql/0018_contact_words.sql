-- What of an e-mail address or a number must not be in a password, since only the courier can read either: two bytes of
-- a keyed hash for each word and for the last six digits. Empty once the contact ended, and for those added before
-- this: their words come with their next change.
ALTER TABLE contacts
  ADD COLUMN words VARBINARY(128) NOT NULL DEFAULT '' AFTER destination;

INSERT INTO schema_version (version, applied_at) VALUES (18, UTC_TIMESTAMP(6));
