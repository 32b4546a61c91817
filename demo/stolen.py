"""The demo's list of stolen passwords, in the form in which real ones are published."""

import hashlib
from pathlib import Path

SOURCE = Path(__file__).with_name("stolen.txt")


def passwords():
    return SOURCE.read_text("utf-8").splitlines()


def write_list(path):
    """Lines HASH:COUNT, ordered by hash."""
    hashes = sorted(hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper() for password in passwords())
    Path(path).write_text("".join(f"{each}:3\r\n" for each in hashes), "ascii", newline="")
