"""Makes this folder's and the demo's modules importable: python3 -m unittest discover -s tests/strangers -p '*_test.py'"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "demo"), str(Path(__file__).resolve().parent)]
