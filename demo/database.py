"""The demo's own MariaDB: a unix socket, a private folder, and a clock that can be moved."""

import glob
import os
import pwd
import shutil
import socket
import subprocess
import time

from children import Service, StartFailure

NAME = "portillon"


def account():
    """The administrator of this database is whoever started the demo, known by the socket's peer."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name  # not $USER, which may say otherwise
    except KeyError:
        raise StartFailure(f"the user {os.geteuid()} has no name on this machine, which MariaDB needs") from None


def faketime_environment(clock):
    """libfaketime reads the offset at every look at the clock, so that a move is seen at once by all connections.

    The monotonic clock stays true: InnoDB and timeouts measure durations with it.
    """
    found = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
    if not found:
        raise StartFailure("libfaketime is not installed (package libfaketime)")
    return {
        "LD_PRELOAD": found[0],
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }


def install(children, places):
    """Make the data folder. Under another name first: a start that was interrupted leaves no half database."""
    folder = places.state / "database"
    if folder.exists():
        return
    # --force: a machine that cannot look up its own name (a fresh debootstrap) does not matter to a unix socket.
    draft = places.state / "database.new"
    shutil.rmtree(draft, ignore_errors=True)
    children.run(
        "MariaDB's data folder",
        ["mariadb-install-db", "--no-defaults", f"--datadir={draft}", f"--user={account()}", "--skip-test-db", "--force",
         "--skip-name-resolve", "--auth-root-authentication-method=socket", f"--auth-root-socket-user={account()}",
         f"--tmpdir={places.run}"],  # a server that starts beside it would clean up /tmp
        places.log("database"),
    )  # fmt: skip
    os.rename(draft, folder)


def service(places):
    return Service(
        "database",
        ["/usr/sbin/mariadbd", "--no-defaults", f"--datadir={places.state / 'database'}", f"--user={account()}",
         f"--socket={places.socket('database')}", "--skip-networking", "--skip-name-resolve",
         f"--pid-file={places.run / 'database.pid'}", f"--tmpdir={places.run}",
         "--character-set-server=utf8mb4", "--collation-server=utf8mb4_bin", "--default-time-zone=+00:00",
         "--innodb-buffer-pool-size=64M", "--innodb-log-file-size=32M", "--max-connections=300"],
        places.log("database"),
        env=faketime_environment(places.state / "clock"),
        stop_within=60.0,
    )  # fmt: skip


def await_ready(children, places, database, within=60.0):
    deadline = time.monotonic() + within
    while True:
        children.require([database])
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(os.fspath(places.socket("database")))
                return
            except OSError:
                pass
        if time.monotonic() > deadline:
            raise StartFailure(f"MariaDB does not answer after {within:.0f} s (log: {database.log})")
        children.pause(0.05)


def client(socket_path, *options):
    return ["mariadb", "--no-defaults", f"--socket={socket_path}", f"--user={account()}", "--batch",
            "--skip-column-names", "--default-character-set=utf8mb4", *options]  # fmt: skip


def time_now(socket_path):
    """UTC as the database sees it, as in 2026-11-25T12:29:09.377494Z."""
    asked = subprocess.run(
        client(socket_path, "--execute=SELECT DATE_FORMAT(UTC_TIMESTAMP(6), '%Y-%m-%dT%H:%i:%s.%fZ')"),
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=10, check=True,
    )  # fmt: skip
    return asked.stdout.strip()
