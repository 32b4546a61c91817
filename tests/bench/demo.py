"""The ordinary demo (its options are demo/supervise.py's), but for its movable clock.

libfaketime opens a file at every look at the clock, thousands of times a second under load: that is no part of the product.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "demo"))

import database
import supervise

database.faketime_environment = lambda clock: {}
sys.exit(supervise.main())
