"""Makes the demo's modules importable, and the programs that end with us (tests/attack/processes.py)."""

import os
import socket
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
LONG = os.environ.get("PORTILLON_DELIVERY") == "long"
for folder in ("demo", "tests/attack"):
    sys.path.insert(0, str(SOURCE / folder))


def free_ports(count=10):
    """The first of so many in a row that nobody uses, below those that the system gives to clients."""
    for first in range(20000 + os.getpid() % 500 * 20, 32000 - count, count):
        if all(_is_free(port) for port in range(first, first + count)):
            return first
    raise RuntimeError(f"no {count} free ports in a row")


def _is_free(port):
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
