"""The ordinary demo (its options are demo/supervise.py's), without what would hide a difference in noise.

libfaketime opens a file at every look at the clock, and a disk takes another time for each commit. Whoever listens from
outside has both in his way; the test has not.
"""

import sys

import here  # noqa: F401  (makes the demo's modules importable)

import database
import supervise

ordinary = database.service


def service(places):
    made = ordinary(places)
    made.command = [*made.command, "--innodb-flush-log-at-trx-commit=0"]
    return made


database.service = service
database.faketime_environment = lambda clock: {}
sys.exit(supervise.main())
