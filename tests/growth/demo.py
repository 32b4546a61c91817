"""The benchmark's demo (tests/bench/demo.py) with a database as a caisse would give it, and one that counts rows by account."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "demo"))

import database
import supervise

OPTIONS = ["--innodb-log-file-size=1G", "--max-connections=300", "--userstat=1", "--innodb-flush-log-at-trx-commit=1"]
plain = database.service


def service(places):
    made = plain(places)
    made.command += [f"--innodb-buffer-pool-size={os.environ['GROWTH_POOL']}", *OPTIONS]
    return made


database.faketime_environment = lambda clock: {}
database.service = service
sys.exit(supervise.main())
