-- What only the member should have at hand: the Vitale serial, amounts with their day. Keyed hashes only.
CREATE TABLE IF NOT EXISTS facts (
  member BIGINT UNSIGNED NOT NULL,
  kind VARCHAR(16) NOT NULL,                    -- vitale, benefit, contribution, payroll
  answer BINARY(32) NOT NULL,
  dated DATE NOT NULL,
  PRIMARY KEY (member, kind, answer, dated)     -- prove
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO schema_version (version, applied_at) VALUES (4, UTC_TIMESTAMP(6));
