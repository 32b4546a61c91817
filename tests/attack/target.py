"""What is attacked: a demo of its own below build/attack, a second node on the same database, and before both an nginx that
is set up as the shipped examples say (nginx/example-nginx.conf, nginx/example-private-space.conf), but without TLS.

One for all test files of a run; started when first asked for, ended with the run.
"""

import functools
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request
from pathlib import Path

import members
import processes
from processes import PYTHON, SOURCE

sys.path.insert(0, str(SOURCE / "demo"))
import config
import database
import feed  # for the tests
from mailbox import Mailbox

LONG = os.environ.get("PORTILLON_ATTACK") == "long"
BUILD = SOURCE / os.environ.get("PORTILLON_BUILD", "build/release")
FOLDER = SOURCE / "build/attack"
PREFIX = "/acces/"


def _fresh_state():
    """build/attack/PID: the folder of a run that failed stays until the next, for its logs."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("[0-9]*"):
        if not Path(f"/proc/{old.name}").exists():
            shutil.rmtree(old, ignore_errors=True)
    state = FOLDER / str(os.getpid())
    shutil.rmtree(state, ignore_errors=True)
    state.mkdir()
    return state


class Target:
    def __init__(self):
        if not (BUILD / "pages.list").exists():
            raise AssertionError(f"{BUILD} holds no build: cmake --preset release && cmake --build --preset release")
        self.state = _fresh_state()
        self.port = processes.free_port()  # of the demo's own nginx
        self.front = processes.free_port()  # of the shipped site's, before two nodes
        self.scan = processes.free_port()  # the same pages without the flood guard, for scanners
        self.pages = config.read_pages(BUILD / "pages.list")
        self.members = members.everybody()
        self.mailbox = Mailbox(self.state / "mailbox")
        self._unused = {first: iter([m for m in self.members if m.first_access == first]) for first in (False, True)}
        self._addresses = itertools.count(1)
        members.write(self.state / "members.toml")
        self.demo = self._start_demo()
        self.second = self._start_second()
        self.nginx = self._start_front()

    # ---- What a test takes from it

    def member(self, first_access=False):
        """One that no test has touched."""
        return next(self._unused[first_access])

    def address(self):
        """An address of loopback from which nobody came before: 127.1.0.1 and on."""
        number = next(self._addresses)
        return f"127.{1 + number // 60000}.{number // 250 % 240}.{1 + number % 250}"

    def sql(self, statement):
        """Rows of text, as the database's administrator sees them."""
        command = database.client(self.state / "run/database.sock", "--database=portillon", f"--execute={statement}")
        asked = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if asked.returncode != 0:
            raise AssertionError(f"{statement}: {asked.stderr}")
        return [line.split("\t") for line in asked.stdout.splitlines()]

    def number(self, statement):
        return int(self.sql(statement)[0][0])

    def advance(self, seconds):
        """Moves the time of all processes of both nodes: it is the database's."""
        body = urllib.parse.urlencode({"advance": int(seconds)}).encode()
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/demo/clock", body, timeout=20) as answer:
            json.load(answer)

    def log(self, name):
        return (self.state / "log" / f"{name}.log").read_bytes()

    def processes_of(self, stem):
        """Process ids of a page on both nodes."""
        return [
            pid
            for parent in (self.demo.pid, self.second.pid)
            for pid in processes.children_named(parent, f"portillon-{stem}")
        ]

    # ---- How it is started

    def _start_demo(self):
        log = self.state / "demo.log"
        demo = processes.start(
            [PYTHON, "-B", SOURCE / "demo/supervise.py", "--build", BUILD, "--state", self.state, "--port", self.port,
             "--members", self.state / "members.toml"],
            log,
        )  # fmt: skip
        processes.until_it_says(demo, log, "Messages  http")
        return demo

    def _start_second(self):
        log = self.state / "second_node.log"
        command = [PYTHON, "-B", Path(__file__).with_name("second_node.py"), "--build", BUILD, "--state", self.state]
        node = processes.start(command, log)
        processes.until_it_says(node, log, "The second node runs.")
        return node

    def _start_front(self):
        run = self.state / "run"
        path = run / "front.conf"
        config.write_private(path, front_configuration(self))
        log = self.state / "log/front.error.log"
        nginx = processes.start(["/usr/sbin/nginx", "-c", path, "-p", run, "-e", log], log)
        processes.until_it_answers(nginx, self.front, log)
        return nginx


def _upstreams(target):
    run, second = target.state / "run", target.state / "run2"
    return "\n".join(
        f'upstream {page.stem} {{ server "unix:{run}/{page.stem}.sock" max_fails=0; '
        f'server "unix:{second}/{page.stem}.sock" max_fails=0; }}'
        for page in target.pages
    )


def front_configuration(target):
    """The shipped files, with loopback's addresses, without TLS, and each page's socket on both nodes."""
    run, log = target.state / "run", target.state / "log"
    snippet = (run / "portillon.conf").read_text("utf-8")
    both = re.sub(r'fastcgi_pass "unix:[^"]*/(\w+)\.sock"', r"fastcgi_pass \1", snippet)
    config.write_private(run / "both.conf", both.replace("nginx.access.log", "front.access.log"))
    # A crawler that presses every button shall not sign itself out.
    stays = re.sub(rf"location = {PREFIX}(abandon|deconnexion) \{{.*?\n    \}}\n", "", snippet, flags=re.S)
    config.write_private(run / "scan.conf", stays.replace("nginx.access.log", "scan.access.log"))

    site = (SOURCE / "nginx/example-private-space.conf").read_text("utf-8")
    zones = re.findall(r"^limit_.*$", site, re.M)
    server = site[site.rindex("\nserver {") :]
    server = re.sub(r"^ *(listen|ssl_\w+|include /etc/portillon/nginx/tls).*\n", "", server, flags=re.M)
    server = server.replace("server {", f"server {{\n    listen 127.0.0.1:{target.front} backlog=4096;", 1)
    server = server.replace("server_name espace-prive.exemple.fr", "server_name localhost")
    server = server.replace("include /etc/portillon/nginx/portillon.conf", f'include "{run}/both.conf"')

    main = (SOURCE / "nginx/example-nginx.conf").read_text("utf-8")
    main = re.sub(r"^(user|pid|error_log|include) .*\n", "", main, flags=re.M)
    head, _, _ = main.partition("http {")
    folders = "".join(f'{kind}_temp_path "{run}/front-{kind}";\n' for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    newline = "\n"
    return f"""{"user root;" if os.geteuid() == 0 else ""}
daemon off;
pid "{run}/front.pid";
error_log "{log}/front.error.log" warn;
{head}
http {{
include "{SOURCE}/nginx/log-format.conf";
access_log "{log}/front.access.log" portillon;
{folders}
{newline.join(zones)}
{_upstreams(target)}
{server}
server {{
    listen 127.0.0.1:{target.scan};
    server_name localhost;
    server_tokens off;
    include "{run}/scan.conf";
    location /appat/ {{
        access_log "{log}/bait.access.log" portillon;
        proxy_pass "http://unix:{run}/bait.sock:";
    }}
    location / {{ return 404; }}
}}
}}
"""


@functools.cache
def target():
    return Target()
