"""Makes the modules of tests/deploy (the kept root, the visitor of a site) and tests/delivery (members by the thousand) importable."""

import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
for folder in ("tests/deploy", "tests/delivery"):
    sys.path.append(str(SOURCE / folder))
