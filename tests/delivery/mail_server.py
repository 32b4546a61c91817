"""A real mail server for tests: Postfix on 127.0.0.1, with TLS, logins and a folder that mail lands in.

    server = MailServer(folder, ports=(20100, 20101, 20102)).start()
    ... implicit TLS on the first port, STARTTLS on the second, in clear and without a login on the third
    for mail in server.messages(): ...
    server.stop()

As root. An instance of its own, with all its files in the folder: several run side by side, and beside the machine's own.
User postfix must be able to enter the folder. Each message is flushed to disk when it is taken and when it is delivered; a
folder in /dev/shm saves that.
"""

import contextlib
import email
import email.policy
import os
import signal
import socket
import socketserver
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "attack"))  # programs that end with us

import processes
from postfix_files import PASSWORD, USER, write_files  # noqa: F401  (the first two for who sends)

START_WITHIN = 20
STOP_WITHIN = 10
DELIVERIES_WITHIN = 2

# Postfix's master forgets that it is to end with its parent when it changes user, a shell does not.
SUPERVISOR = """
trap 'kill "$master"; wait "$master"' TERM
/usr/lib/postfix/sbin/master -c "$1" -s &
master=$!
wait "$master"
"""


def alive_in(session):
    """{process id: name} of what still does something there."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            name, fields = stat.read_text().split("(", 1)[1].rsplit(")", 1)
            state, _, _, of, *_ = fields.split()
            if int(of) == session and state != "Z":
                found[int(stat.parent.name)] = name
    return found


def connection_limit(most):
    """A policy service: Postfix has no limit of its own on the messages of one connection. Each smtpd has its own connection to
    it, and one client at a time."""

    class Limit(socketserver.StreamRequestHandler):
        def handle(self):
            client, messages = None, 0
            for line in self.rfile:
                if line.startswith(b"client_port="):
                    client, messages = line, messages + 1 if line == client else 1
                elif line == b"\n":
                    self.wfile.write(b"action=%s\n\n" % (b"DUNNO" if messages <= most else b"421 4.7.0 too many messages"))

    return Limit


class MailServer:
    def __init__(self, folder, ports, refused=("inconnu",), host="127.0.0.1", per_connection=None):
        """`refused`: local parts that get 550 at RCPT TO; after `per_connection` messages a connection gets 421."""
        self.folder = Path(folder).resolve()
        self.ports = ports
        self.refused = list(refused)
        self.host = host
        self.per_connection = per_connection
        self.process = None
        self._limit = None

    @property
    def ca(self):
        return self.folder / "ca.pem"

    @property
    def log(self):
        return self.folder / "log"

    @property
    def implicit(self):
        return self.ports[0]

    @property
    def starttls(self):
        return self.ports[1]

    @property
    def plain(self):
        return self.ports[2]

    def start(self):
        if os.geteuid() != 0:
            raise PermissionError("a mail server delivers as its recipients: start it as root")
        for port in self.ports:
            if self._answers(port):
                raise RuntimeError(f"somebody listens on {port} already")
        write_files(self)
        if self.per_connection:
            self._start_limit()
        self.process = processes.start(["/bin/sh", "-c", SUPERVISOR, "mail-server", self.folder], self.log)
        deadline = time.monotonic() + START_WITHIN
        while not all(self._answers(port) for port in self.ports):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                said = self.log.read_text("utf-8", "replace")[-500:]
                raise RuntimeError(f"the mail server did not start (see also the system's log): {said}")
            time.sleep(0.05)
        return self

    def stop(self):
        if self.process is not None:
            pid = self.folder / "queue/pid/master.pid"
            master = int(pid.read_text()) if pid.exists() else 0
            if master in alive_in(master):
                self._end_deliveries(master)
            processes.stop(self.process, STOP_WITHIN)
            self.process = None
            processes.until("Postfix has ended", lambda: not alive_in(master), STOP_WITHIN)
        if self._limit is not None:
            self._limit.shutdown()
            self._limit.server_close()
            self._limit = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def files(self):
        """Of what has arrived, in no order: the cheap way to count."""
        new = self.folder / "mail" / "new"
        return list(new.iterdir()) if new.is_dir() else []

    def messages(self):
        """What has arrived, parsed; the envelope is in Return-Path and X-Original-To."""
        return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in self.files()]

    def wait_for(self, count, within=30):
        deadline = time.monotonic() + within
        while len(self.files()) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(self.files())} of {count} messages have arrived")
            time.sleep(0.1)
        return self.files()

    def forget(self):
        for file in self.files():
            file.unlink()

    def _answers(self, port):
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex((self.host, port)) == 0

    def _end_deliveries(self, master):
        """One that is cut may be repeated after the next start, and would look like a message that was sent twice."""
        os.kill(master, signal.SIGSTOP)
        for pid, name in alive_in(master).items():
            if name == "smtpd":
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + DELIVERIES_WITHIN
        while any(any((self.folder / "queue" / name).iterdir()) for name in ("incoming", "active")):
            if time.monotonic() > deadline:
                break
            time.sleep(0.01)
        os.kill(master, signal.SIGCONT)

    def _start_limit(self):
        path = self.folder / "limit"
        path.unlink(missing_ok=True)
        self._limit = socketserver.ThreadingUnixStreamServer(str(path), connection_limit(self.per_connection))
        self._limit.daemon_threads = True
        os.chmod(path, 0o666)
        threading.Thread(target=self._limit.serve_forever, daemon=True).start()
