-- Keys rotate: every keyed hash says in its first byte which key made it, and what still needs an old key can be
-- counted without a sight of what it protects.
UPDATE members SET subject = CONCAT(CHAR(1), SUBSTRING(subject, 2));       -- until now every key had the id 1
UPDATE members SET temporary_hash = CONCAT(CHAR(1), SUBSTRING(temporary_hash, 2)) WHERE temporary_hash IS NOT NULL;
UPDATE contacts SET destination = CONCAT(CHAR(1), SUBSTRING(destination, 2));
UPDATE facts SET answer = CONCAT(CHAR(1), SUBSTRING(answer, 2));
UPDATE recoveries SET subject = CONCAT(CHAR(1), SUBSTRING(subject, 2));
UPDATE outbox SET subject = CONCAT(CHAR(1), SUBSTRING(subject, 2));

ALTER TABLE members
  ADD COLUMN former_subject BINARY(32) NULL AFTER subject,  -- before the last rotation: the audit trail goes on
  ADD COLUMN password_key TINYINT UNSIGNED AS (
    CASE WHEN password = '' THEN NULL ELSE CAST(SUBSTRING_INDEX(password, '$', 1) AS UNSIGNED) END) VIRTUAL,
  ADD COLUMN temporary_key TINYINT UNSIGNED AS (ASCII(temporary_hash)) VIRTUAL;
ALTER TABLE contacts
  ADD COLUMN code_key TINYINT UNSIGNED AS (ASCII(code_hash)) VIRTUAL;
ALTER TABLE facts
  ADD COLUMN answer_key TINYINT UNSIGNED AS (ASCII(answer)) VIRTUAL;
ALTER TABLE recoveries
  ADD COLUMN code_key TINYINT UNSIGNED AS (ASCII(code_hash)) VIRTUAL;
ALTER TABLE journeys
  ADD COLUMN typed_key TINYINT UNSIGNED AS (ASCII(SUBSTRING(typed_sealed, 2))) VIRTUAL,
  ADD KEY journeys_by_member (member);                       -- all others end when the password changes
ALTER TABLE journeys DROP KEY journeys_by_subject;

INSERT INTO schema_version (version, applied_at) VALUES (17, UTC_TIMESTAMP(6));
