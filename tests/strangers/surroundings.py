"""The demo that is measured: members of its own, the guide's limits but for those that would end the measurement."""

import contextlib
import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import config
import database
from here import ROOT

BUILD = ROOT / "build/release"
ROOM = 1 << 30  # bytes
HERE = Path(__file__).resolve().parent
# What one address, one network and the caisse may do in an hour or a day: everybody here comes from one address.
LIMITS = """[limits]
starts_an_hour = 1000000
wrong_codes_an_hour = 1000000
wrong_codes_in_ten_minutes = 1000000
not_me_an_hour = 1000
sms_a_day = 1000000
"""
# What is remembered of what members and strangers did.
_REMEMBERED = ("recoveries", "sign_ins", "journeys", "outbox", "allowances", "audit")
# A wrong try at a temporary password, and what is written instead where none waits and one has to wait.
_ONE_ROW = re.compile(r"UPDATE members SET temporary_hash = CASE .*|UPDATE sign_ins SET version = version \+ 1.*")


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _quiet_folder():
    """In memory where there is room: the database and the mailbox wait for no disk, which takes another time each time."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > ROOM else None


class Surroundings:
    """`with` starts it and ends it."""

    def __init__(self, members):
        self.members, self.port = members, _free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="portillon-strangers-", dir=_quiet_folder()))
        self.state = self._folder / "demo"
        self._process = None

    @property
    def run(self):
        return self.state / "run"

    def __enter__(self):
        if not (BUILD / "bin/portillon-identify").exists():
            raise RuntimeError("no release build: cmake --preset release && cmake --build --preset release")
        options = []
        for name, text in (("members", self.members.toml()), ("limits", LIMITS)):
            path = self._folder / f"{name}.toml"
            path.write_text(text, "utf-8")
            options += [f"--{name}", path]
        command = [sys.executable, "-B", HERE / "quiet_demo.py", "--build", BUILD, "--state", self.state]
        with open(self._folder / "demo.log", "wb") as log:
            self._process = subprocess.Popen([*command, "--port", str(self.port), *options], stdin=subprocess.DEVNULL,
                                             stdout=log, stderr=log, start_new_session=True)  # fmt: skip
        deadline = time.monotonic() + 180
        while b"Messages" not in (self._folder / "demo.log").read_bytes():
            if self._process.poll() is not None or time.monotonic() > deadline:
                said = (self._folder / "demo.log").read_text("utf-8", "replace")
                self.__exit__()
                raise RuntimeError(f"the demo does not start:\n{said}")
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        if self._process.poll() is None:
            self._courier(signal.SIGCONT)
            self._process.terminate()
            self._process.wait(90)
        shutil.rmtree(self._folder, ignore_errors=True)

    # ---- Its database, as root of it

    def sql(self, statements):
        """Rows of text, of all statements together."""
        command = database.client(self.run / "database.sock", database.NAME)
        asked = subprocess.run(command, input=statements, capture_output=True, text=True, timeout=60, check=False)
        if asked.returncode != 0:
            raise RuntimeError(f"{statements}: {asked.stderr}")
        return [line.split("\t") for line in asked.stdout.splitlines()]

    def forget(self):
        """As if nobody had ever come by, members and strangers alike."""
        self.sql("".join(f"TRUNCATE {table}; " for table in _REMEMBERED)
                 + "UPDATE members SET temporary_hash = NULL, temporary_channel = NULL, temporary_expires_at = NULL, "
                   "temporary_wrong = 0;")  # fmt: skip

    def let_a_minute_pass(self):
        """For all messages alike: the pause between two codes is over."""
        self.sql("UPDATE outbox SET queued_at = queued_at - INTERVAL 61 SECOND")

    def throttle(self):
        """Everybody who failed to sign in has just failed for the ninth time."""
        self.sql("UPDATE sign_ins SET failures = 9, last_failure_at = UTC_TIMESTAMP(6)")

    def between_handovers(self, kind):
        """(lane, sort, microseconds since the one before in that lane) of all messages of a kind."""
        rows = self.sql(f"SELECT channel, IF(member, 'member', 'stranger'), UNIX_TIMESTAMP(handed_over_at) * 1000000 "
                        f"FROM outbox WHERE kind = '{kind}' AND state = 'handed_over' ORDER BY channel, handed_over_at")  # fmt: skip
        for (lane, _, before), (same, sort, at) in zip(rows, rows[1:]):
            if lane == same:
                yield lane, sort, float(at) - float(before)

    @contextlib.contextmanager
    def planted(self, microseconds):
        """Meanwhile every journey of a member costs the database so much more than a stranger's."""
        many = 200000
        began = time.perf_counter()
        self.sql(f"SELECT BENCHMARK({many}, MD5('portillon'))")
        each = 1e6 * (time.perf_counter() - began) / many
        self.sql(f"CREATE TRIGGER planted BEFORE INSERT ON journeys FOR EACH ROW "
                 f"SET @planted = IF(NEW.member, BENCHMARK({round(microseconds / each)}, MD5('portillon')), 0)")  # fmt: skip
        try:
            yield
        finally:
            self.sql("DROP TRIGGER planted")

    def classes(self):
        """Of every journey, by the hash of its cookie: which kind the number was taken for, and whether first access."""
        rows = self.sql("SELECT LOWER(HEX(journey)), kind, first_access FROM journeys")
        return {journey: (kind, first == "1") for journey, kind, first in rows}

    @staticmethod
    def id_of(token):
        return hashlib.sha256(token.encode()).hexdigest()

    # ---- Its programs

    def _children(self, name):
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(stat.read_text().rsplit(")", 1)[1].split()[1])
                program = os.readlink(stat.parent / "exe").rsplit("/", 1)[1]
            except OSError:
                continue
            if parent == self._process.pid and program == name:
                yield int(stat.parent.name)

    def _courier(self, wanted):
        for pid in self._children("portillon-courier-demo"):
            os.kill(pid, wanted)

    def hold_courier(self):
        self._courier(signal.SIGSTOP)

    def let_courier_work(self, within=60.0):
        """Until nothing waits to be sent; it is held again afterwards, so that it disturbs no measurement."""
        self._courier(signal.SIGCONT)
        deadline = time.monotonic() + within
        while int(self.sql("SELECT COUNT(*) FROM outbox WHERE due_at IS NOT NULL")[0][0]):
            if time.monotonic() > deadline:
                raise RuntimeError("the courier does not end")
            time.sleep(0.05)
        self.hold_courier()

    def restart(self, stem):
        """Ends a page's program; the demo starts it again."""
        old = list(self._children(f"portillon-{stem}"))
        for pid in old:
            os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while not set(self._children(f"portillon-{stem}")) - set(old):
            if time.monotonic() > deadline:
                raise RuntimeError(f"{stem} does not start again")
            time.sleep(0.02)

    def import_members(self, members):
        """The caisse's ordinary import, of a whole file."""
        import feed  # of the demo

        source = self._folder / "members.toml"
        source.write_text("\n".join(member.toml() for member in members), "utf-8")
        files = feed.write(source, self.state / "feed")
        env = {**os.environ, "PORTILLON_CONFIG": str(self.state / "portillon.toml"),
               "CREDENTIALS_DIRECTORY": str(self.state / "credentials/admin")}  # fmt: skip
        subprocess.run([BUILD / "bin/portillon", "import", "--members", files.members, "--facts", files.facts],
                       env=env, check=True, capture_output=True)  # fmt: skip

    def mailbox(self):
        """Texts by where they went, oldest first."""
        found = {}
        for path in sorted((self.state / "mailbox").glob("[0-9]*.json")):
            text = path.read_text("utf-8")
            found.setdefault(re.search(r'"to":"([^"]*)"', text)[1], []).append(text)
        return found

    def clear_mailbox(self):
        for path in (self.state / "mailbox").glob("[0-9]*"):
            path.unlink()

    # ---- What the database is asked

    def statements_of(self, ask):
        """The answer of `ask()`, and the statements that the database ran meanwhile, without their values."""
        log = self.run / "statements.log"
        log.write_bytes(b"")
        answer = ask()
        said = re.findall(r"\t *\d+ (?:Execute|Query)\t(.*)", log.read_text("latin-1"))  # bytes are escaped in it
        said = [_ONE_ROW.sub("UPDATE of one row", statement) for statement in said]
        return answer, "\n".join(re.sub(r"'(?:[^'\\]|\\.|'')*'|\b\d+\b|NULL", "?", one) for one in said)

    def log_statements(self, on):
        self.sql(f"SET GLOBAL general_log_file = '{self.run / 'statements.log'}'; SET GLOBAL log_output = 'FILE'; "
                 f"SET GLOBAL general_log = {int(on)}")  # fmt: skip

    def pages(self):
        return config.read_pages(BUILD / "pages.list")
