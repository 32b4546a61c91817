-- Counters that many members share: journeys from one network, sends to one destination.
CREATE TABLE IF NOT EXISTS allowances (
  bucket BINARY(32) NOT NULL PRIMARY KEY,       -- hash of its name
  used INT UNSIGNED NOT NULL,
  ends_at DATETIME(6) NOT NULL,                 -- end of the window that runs
  KEY allowances_by_end (ends_at)               -- purge
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO schema_version (version, applied_at) VALUES (10, UTC_TIMESTAMP(6));
