"""Tries what it is asked as the user that it runs as: a list of [what, target] on standard input, a list of outcomes on
standard output. 'yes' where it worked, else the name of the error. Nothing is changed by a success.
"""

import errno
import json
import os
import socket
import subprocess
import sys


def read(path):
    with open(path, "rb", buffering=0) as file:
        file.read(1)


def write(path):
    os.close(os.open(path, os.O_WRONLY | os.O_APPEND))


def into(folder):
    os.close(os.open(folder, os.O_WRONLY | os.O_TMPFILE, 0o600))


def connect(path):
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(path)


def wake(path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
        client.connect(path)


def log_in(account):
    """As an account of the database, without a password."""
    done = subprocess.run(
        ["mariadb", "--no-defaults", f"--user={account}", "--execute=SELECT 1"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        refused = "Access denied" in done.stderr
        raise OSError(errno.EACCES if refused else errno.EIO, done.stderr)


TRIES = {"read": read, "write": write, "into": into, "list": os.listdir, "follow": os.readlink, "connect": connect, "wake": wake,
         "signal": lambda pid: os.kill(pid, 0), "log_in": log_in}  # fmt: skip


def outcome(what, target):
    try:
        TRIES[what](target)
        return "yes"
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error))


if __name__ == "__main__":
    json.dump([outcome(what, target) for what, target in json.load(sys.stdin)], sys.stdout)
