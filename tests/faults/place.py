"""The caisse that is broken: a demo of its own below build/faults (faulty_demo.py), an SMS gateway and a mail server that may hang, a
Prometheus that watches it, and members on their way all the time. One for all files of a run, ended with it."""

import atexit
import ctypes
import html
import json
import os
import random
import re
import resource
import signal
import subprocess
import urllib.parse
from pathlib import Path

import here
import office
import processes
from alerts import Prometheus
from front import PREFIX, Front, Gateway
from load import Member
from processes import PYTHON, until
from silent_mail import MailServer
from witness import WatchedLoad, check

office.FOLDER = here.SOURCE / "build/faults"
PAGES = [line.split("\t")[0] for line in (office.BUILD / "pages.list").read_text("ascii").splitlines()] if office.BUILD.exists() else []
DISK_MEGABYTES = 320
SEED = int(os.environ.get("PORTILLON_SEED", random.randrange(10**6)))

_CLONE_NEWNS = 0x00020000

SETTINGS = """
[limits]
sms_a_day = 10000000
[hashing]
places = {places}
[mail]
from = "ne-pas-repondre@exemple.fr"
from_name = "MSA Sud Aquitaine"
bounces = "retours@exemple.fr"
[[smtp]]
name = "relais"
host = "127.0.0.1"
port = {mail}
tls = "none"
"""


class Resting(Member):
    """Somebody in the middle of a journey who looks at the page now and then, and does not ask twice."""

    def look(self, url="reception"):
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        return self._site.ask("GET", PREFIX + url, [f"Cookie: {cookies}"], source=self._source)

    def attempt(self, url, **fields):
        """A form once, whatever the answer."""
        token = re.search(r'name="csrf" value="([^"]*)"', self._see(url).body.decode())
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = [f"Cookie: {cookies}", f"Origin: https://{self._site.name}", "Content-Type: application/x-www-form-urlencoded"]
        body = urllib.parse.urlencode({**fields, "csrf": html.unescape(token[1])}).encode()
        return self._site.ask("POST", PREFIX + url, headers, body, source=self._source)


def own_mounts():
    """What we mount from now on is seen by us and what we start, and ends with us."""
    if ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWNS) != 0:
        raise OSError(ctypes.get_errno(), "a name space of mounts of our own: run this as root")
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)


class Place(office.Office):
    """`disk`: the database's data on a file system that is soon full; `clocks`: they can be moved; `watched`: by a Prometheus."""

    def __init__(self, name="faults", members=2000, disk=True, clocks=True, at_once=2, places=2, watched=True):
        self.gateway, self.mail = Gateway(processes.free_port()), MailServer(processes.free_port())
        settings = self.gateway.description("kannel", timeout=1) + SETTINGS.format(mail=self.mail.port, places=places)
        super().__init__(name, settings, members=members)
        self._clocks, self._watched = clocks, watched
        if disk:
            own_mounts()
            (self.state / "disk").mkdir()
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m", "tmpfs", self.state / "disk"], check=True)
        self.site = Front(self.port)
        self.random = random.Random(SEED)
        self.at_once = at_once
        self.load = None
        self.remaining = iter(self.people)

    def __enter__(self):
        self.gateway.start()
        self.mail.start()
        log = self.state / "demo.log"
        environment = {**os.environ, "DELIVERY_SETTINGS": str(self._settings), "DELIVERY_SECRETS": str(self._secrets),
                       "FAULTS_CLOCKS": "movable" if self._clocks else ""}  # fmt: skip
        command = [PYTHON, "-B", Path(__file__).with_name("faulty_demo.py"), "--build", office.BUILD, "--state", self.state,
                   "--port", self.port]  # fmt: skip
        self.demo = processes.start(command, log, env=environment)
        processes.until_it_says(self.demo, log, "Messages  http")
        self._import()
        self.prometheus = Prometheus(self.state, self.port, PAGES) if self._watched else None
        self.begin_load()
        return self

    def begin_load(self):
        self.load = WatchedLoad(self.remaining, self.site, self.gateway, self.at_once)
        self.load.__enter__()
        return self.load

    def end_load(self):
        """What it found, by the tables; the load begins anew where more is to come."""
        load, self.load = self.load, None
        load.__exit__()
        try:
            until("every message has left", lambda: self.waiting() == 0, 400, every=0.1)  # a try comes up to five minutes after the last
        except AssertionError:
            raise AssertionError(f"they wait: {self.sql('SELECT UTC_TIMESTAMP(), kind, channel, state, queued_at, due_at, reason FROM outbox WHERE due_at IS NOT NULL LIMIT 5')}") from None
        return load, check(self, load.told)

    def __exit__(self, *_):
        if self.load:
            self.load.__exit__()
        if self.prometheus:
            self.prometheus.stop()
        processes.stop(self.demo)
        self.gateway.stop()
        self.mail.stop()

    @property
    def numbers(self):
        return self._numbers

    def waiting(self):
        """Messages that are not done with; letters wait for a printing house that this caisse does not have, and what was in the courier's
        hands when a clock went back ten minutes waits for that time to come again."""
        return self.number("SELECT COUNT(*) FROM outbox WHERE due_at < UTC_TIMESTAMP(6) + INTERVAL 400 SECOND AND channel <> 'letter'")

    # ---- Processes

    def pids(self, name):
        """Of a page's stem, `courier`, `database` or `nginx`, whose workers alone are meant."""
        if name == "nginx":
            return [pid for master in processes.children_named(self.demo.pid, "nginx") for pid in processes.children_named(master, "nginx")]
        return processes.children_named(self.demo.pid, {"database": "mariadbd"}.get(name, f"portillon-{name}"))

    def kill_one(self, name, how=signal.SIGKILL):
        found = self.pids(name)
        if found:
            os.kill(self.random.choice(found), how)
        return bool(found)

    def hold(self, name, how=signal.SIGTERM):
        """Ends a program and lets it not be started again before free()."""
        (self.state / "held" / name).touch()
        self.kill_one(name, how)
        until(f"{name} has ended", lambda: not self.pids(name))

    def free(self, name):
        (self.state / "held" / name).unlink(missing_ok=True)

    def restart(self, name):
        (before,) = self.pids(name)
        os.kill(before, signal.SIGTERM)
        until(f"{name} has ended", lambda: before not in self.pids(name))

    def limit(self, name, what, most):
        """prlimit of a running page; what it was."""
        (pid,) = self.pids(name)
        return resource.prlimit(pid, what, most)

    def database_options(self, text):
        (self.state / "database.options").write_text(text, "ascii")

    def set_clock(self, which, seconds):
        path = self.state / which
        draft = path.with_name(path.name + ".new")
        draft.write_text(f"{seconds:+d}\n", "ascii")
        os.replace(draft, path)

    # ---- What is seen

    def ready(self):
        """sante/pret from inside: its status and what it names."""
        try:
            answer = self.site.get("sante/pret")
        except OSError:
            return 0, {}
        try:
            return answer.status, json.loads(answer.body)
        except ValueError:
            return answer.status, {}

    def says(self, name, event, since=0):
        """Whether a program's journal has this event, or a line with these words, from that byte on."""
        return event in (self.state / f"log/{name}.log").read_bytes()[since:].decode("utf-8", "replace")

    def log_size(self, name):
        return (self.state / f"log/{name}.log").stat().st_size

    def visitor(self, to="reception"):
        """A member who has come as far as the choice of how to get a code, and rests there."""
        person = next(self.remaining)
        visitor = Resting(person, self.site, self.gateway, [])
        visitor.send("identite", "justificatif", identifier=person.identifier)
        visitor.send("justificatif", "reception", proof="vitale", answer=person.vitale)
        return visitor

    def all_is_well_again(self, since, within=120.0):
        """Until a journey was finished that began since; how long after `since` the last request failed."""
        load = self.load
        seen = len(load.asked)
        done = load.done
        until("members finish their journeys again", lambda: load.done >= done + self.at_once + 1, within, every=0.05)
        failed = [one.at + one.took for one in load.asked[max(0, seen - 2000):] if one.status == 0 or one.status >= 500]
        return max(0.0, max(failed, default=since) - since)


_started = []


def place():
    if not _started:
        _started.append(None)
        made = Place(members=6000 if here.LONG else 1500)
        print(f"\nseen: seed {SEED} (PORTILLON_SEED)")
        made.__enter__()
        atexit.register(made.__exit__)
        _started[0] = made
    if _started[0] is None:
        raise AssertionError("the caisse did not start: the first failure says why")
    return _started[0]
