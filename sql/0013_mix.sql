-- How the members are mixed, in parts of a thousand: what strangers' decoys are drawn from. One row.
ALTER TABLE members ADD COLUMN siret BOOLEAN NOT NULL DEFAULT FALSE;  -- the identifier is a SIRET, not a NIR

CREATE TABLE IF NOT EXISTS mix (
  id TINYINT UNSIGNED NOT NULL PRIMARY KEY,     -- always 1
  exploitant INT UNSIGNED NOT NULL,             -- among members with a NIR
  entreprise INT UNSIGNED NOT NULL,             -- among members with a NIR; with a SIRET all are
  new_particulier INT UNSIGNED NOT NULL,        -- of each kind: those who never chose a password
  new_exploitant INT UNSIGNED NOT NULL,
  new_entreprise INT UNSIGNED NOT NULL,
  new_siret INT UNSIGNED NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT IGNORE INTO mix (id, exploitant, entreprise, new_particulier, new_exploitant, new_entreprise, new_siret)
VALUES (1, 250, 30, 400, 400, 400, 400);

INSERT INTO schema_version (version, applied_at) VALUES (13, UTC_TIMESTAMP(6));
