"""A caisse with the product's own courier, a thousand members and more, and whatever providers a test gives it."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections import namedtuple
from pathlib import Path

import here
import database
import people
import processes
from processes import PYTHON, until

SOURCE = here.SOURCE
BUILD = SOURCE / os.environ.get("PORTILLON_BUILD", "build/release")
FOLDER = SOURCE / "build/delivery"
PREFIX = "/acces/"

REFERENCE = re.compile(r"\b[0-9A-Z]{3}-[0-9A-Z]{3}\b")
TEMPORARY = re.compile(r"temporaire\s*:\s*(\S+)")

Row = namedtuple("Row", "key kind channel state reference reason tries settled")


def shared_folder():
    """A temporary one that servers with users of their own can walk through."""
    folder = tempfile.TemporaryDirectory(prefix="portillon-delivery-")
    os.chmod(folder.name, 0o755)
    return folder


class Office:
    """Used with `with`. `settings`: TOML of the providers; `secrets`: {provider: text}."""

    def __init__(self, name, settings, secrets=None, members=0):
        if not (BUILD / "bin/portillon-courier").exists():
            raise AssertionError(f"{BUILD} holds no build: cmake --preset release && cmake --build --preset release")
        self.state = FOLDER / f"{name}-{os.getpid()}"
        for old in FOLDER.glob(f"{name}-*"):
            if not Path(f"/proc/{old.name.rpartition('-')[2]}").exists():
                shutil.rmtree(old, ignore_errors=True)
        self.state.mkdir(parents=True)
        self.port = processes.free_port()
        self.people = [people.Person(number) for number in range(members)]
        self._settings = self.state / "settings.toml"
        self._settings.write_text(settings.replace("@receipts@", self.receipts), "utf-8")
        self._secrets = self.state / "secrets"
        self._secrets.mkdir(mode=0o700)
        for provider, secret in (secrets or {}).items():
            (self._secrets / f"provider_{provider}").write_text(secret + "\n", "utf-8")
        self.demo = None
        self._numbers = {}

    @property
    def receipts(self):
        """The receipt page, as a gateway of this machine reaches it."""
        return f"http://127.0.0.1:{self.port}{PREFIX}accuse"

    def __enter__(self):
        log = self.state / "demo.log"
        environment = {**os.environ, "DELIVERY_SETTINGS": str(self._settings), "DELIVERY_SECRETS": str(self._secrets)}
        command = [PYTHON, "-B", Path(__file__).with_name("real_demo.py"), "--build", BUILD, "--state", self.state,
                   "--port", self.port]  # fmt: skip
        self.demo = processes.start(command, log, env=environment)
        processes.until_it_says(self.demo, log, "Messages  http")
        if self.people:
            self._import()
        return self

    def __exit__(self, *_):
        processes.stop(self.demo)

    # ---- Programs

    def environment(self, account):
        return {
            "PORTILLON_CONFIG": str(self.state / "portillon.toml"),
            "CREDENTIALS_DIRECTORY": str(self.state / "credentials" / account),
            "PATH": os.environ["PATH"],
        }

    def command(self, *arguments, within=120, status=0, stdin=subprocess.DEVNULL):
        """`portillon …`: what it printed."""
        ran = subprocess.run([BUILD / "bin/portillon", *map(str, arguments)], env=self.environment("admin"), stdin=stdin,
                             capture_output=True, text=True, timeout=within, check=False)  # fmt: skip
        if ran.returncode != status:
            raise AssertionError(f"portillon {arguments}: {ran.returncode}, {ran.stdout}{ran.stderr}")
        return ran.stdout

    def couriers(self):
        return processes.children_named(self.demo.pid, "portillon-courier")

    def kill(self, program, how=signal.SIGKILL):
        """The demo starts it again at once."""
        for pid in processes.children_named(self.demo.pid, program):
            os.kill(pid, how)

    def another_courier(self):
        """Beside the demo's, as on another node: nobody wakes it."""
        log = self.state / "log/courier2.log"
        return processes.start([BUILD / "bin/portillon-courier"], log, env=self.environment("courier"))

    def log(self, name="courier"):
        """The lines of a program's journal."""
        return [json.loads(line) for line in (self.state / f"log/{name}.log").read_bytes().splitlines() if line.startswith(b"{")]

    # ---- The database

    def sql(self, statement):
        command = database.client(self.state / "run/database.sock", "--database=portillon")
        asked = subprocess.run(command, input=statement, capture_output=True, text=True, check=False)
        if asked.returncode != 0:
            raise AssertionError(f"{statement[:500]}: {asked.stderr}")
        return [line.split("\t") for line in asked.stdout.splitlines()]

    def number(self, statement):
        return int(self.sql(statement)[0][0])

    def _import(self):
        path = self.state / "people.csv"
        people.write(path, self.people)
        before = self.number("SELECT MAX(member) FROM members")
        self.command("import", "--members", path, within=600)
        numbers = self.sql(f"SELECT member FROM members WHERE member > {before} ORDER BY member")
        self._numbers = {person.number: int(row[0]) for person, row in zip(self.people, numbers, strict=True)}

    # ---- Messages

    def queue(self, orders):
        """Each order: (key, kind, channel, person), all at the same moment, with what waits for them: a live code, a pending
        contact. The lanes are not woken: they look by themselves within a second."""
        rows, waiting = [], []
        for key, kind, channel, person in orders:
            member = self._numbers[person.number]
            journey = f"UNHEX(SHA2('journey {key}', 256))"
            subject = f"(SELECT subject FROM members WHERE member = {member})"
            priority = {"code": 0, "verification": 0, "temporary": 1}.get(kind, 2)
            rows.append(
                f"({key}, '{kind}', '{channel}', {subject}, {member}, {journey}, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), 'queued', "
                f"{priority}, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL 30 DAY)"
            )
            if kind == "code":
                waiting.append(
                    "INSERT INTO recoveries (subject, version, wrong_in_a_row, code_journey, code_message, code_expires_at, "
                    f"code_wrong, purge_at) SELECT subject, 1, 0, {journey}, {key}, UTC_TIMESTAMP(6) + INTERVAL 30 MINUTE, 0, "
                    f"UTC_TIMESTAMP(6) + INTERVAL 30 DAY FROM members WHERE member = {member};"
                )
        insert = ("INSERT INTO outbox (message, kind, channel, subject, member, journey, on_file_before, queued_at, state, "
                  "priority, due_at, purge_at) VALUES ")  # fmt: skip
        self.sql("START TRANSACTION;" + "".join(waiting) + insert + ",\n".join(rows) + "; COMMIT;")

    def rows(self):
        """The outbox by key."""
        return {
            int(row[0]): Row(int(row[0]), *row[1:])
            for row in self.sql("SELECT message, kind, channel, state, reference, reason, tries, COALESCE(settled_as, '') FROM outbox")
        }

    def open_rows(self):
        """How many are not done with; -1 while the database is away."""
        try:
            return self.number("SELECT COUNT(*) FROM outbox WHERE due_at IS NOT NULL")
        except AssertionError:
            return -1

    def until_all_ended(self, within=300.0):
        began = time.monotonic()
        until("every message reaches a final state", lambda: self.open_rows() == 0, within, every=0.1)
        return time.monotonic() - began
