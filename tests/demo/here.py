"""Makes the demo's modules importable: python3 -m unittest discover -s tests/demo -p '*_test.py'"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "demo"))
