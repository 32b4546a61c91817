"""Makes importable what the faults share with other tests: programs that end with us (tests/attack), the product's own courier and
members by the thousand (tests/delivery), members on their way (tests/nodes), the demo."""

import os
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
for folder in ("tests/nodes", "tests/delivery", "tests/attack", "demo"):
    sys.path.append(str(SOURCE / folder))

LONG = os.environ.get("PORTILLON_FAULTS") == "long"
