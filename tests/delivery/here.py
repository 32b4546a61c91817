"""Makes the demo's modules importable, and the programs that end with us (tests/attack/processes.py)."""

import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
for folder in ("demo", "tests/attack"):
    sys.path.insert(0, str(SOURCE / folder))
