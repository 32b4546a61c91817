"""Makes the modules of tests/nodes (networks, members on their way), tests/deploy, tests/delivery and demo importable."""

import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
for folder in ("tests/nodes", "tests/deploy", "tests/delivery", "demo"):
    sys.path.append(str(SOURCE / folder))
