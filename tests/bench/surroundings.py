"""What the benchmark runs against: a demo with members of its own, the baselines, and one nginx before all of them."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
BUILD = SOURCE / "build/release"
BENCH = SOURCE / "build/bench"
STATE = BENCH / "state"
PREFIX = "/acces/"
WORKERS = 4  # fcgi/shell/config.h: of each page
MEMORY_KIB, PASSES = 19456, 2  # fcgi/crypto/password_hash.h
LIMITS = """[limits]
between_sends = 0
codes_a_day = 100
starts_an_hour = 1000000
destination_a_day = 1000
"""

sys.path.insert(0, str(SOURCE / "demo"))
import config
import fastcgi  # the demo's own client

ARGON_TIME = {"LD_PRELOAD": str(BENCH / "argon_time.so"), "BENCH_ARGON_TIME": str(BENCH / "argon_time")}
FLAGS = ["-std=c++20", "-O2", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]
_PROGRAMS = {
    "bare": (["bare.cc"], ["-lfcgi"]),
    "argon": (["argon.cc"], ["-lsodium"]),
    "load": (["load.cc", "http.cc", "mailbox.cc"], []),
    "argon_time.so": (["argon_time.cc"], ["-shared", "-fPIC"]),
}


def compile_programs():
    BENCH.mkdir(parents=True, exist_ok=True)
    newest_header = max(path.stat().st_mtime for path in HERE.glob("*.h"))
    for name, (sources, options) in _PROGRAMS.items():
        target, paths = BENCH / name, [HERE / source for source in sources]
        newest = max(newest_header, *(path.stat().st_mtime for path in paths))
        if not target.exists() or target.stat().st_mtime < newest:
            subprocess.run(["c++", *FLAGS, *map(str, paths), "-o", str(target), *options], check=True)


def huge_pages():
    """When the kernel gives large memory in huge pages: always, madvise (when asked, which libsodium does not) or never."""
    try:
        return re.search(r"\[(\w+)\]", Path("/sys/kernel/mm/transparent_hugepage/enabled").read_text())[1]
    except (OSError, TypeError):
        return "never"


def pages_of_the_build():
    return config.read_pages(BUILD / "pages.list")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until_nginx_listens(port):
    deadline = time.monotonic() + 20
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if time.monotonic() > deadline:
            raise SystemExit("bench: nginx does not start")
        time.sleep(0.02)


def listener(path):
    Path(path).unlink(missing_ok=True)
    made = socket.socket(socket.AF_UNIX)
    made.bind(str(path))
    made.listen(512)
    return made


def ask(path, url, cookie="", within=20, **more):
    """What a program answers to a GET, as nginx would get it: the bytes of its FastCGI output."""
    params = {"REQUEST_METHOD": "GET", "SCRIPT_NAME": url, "QUERY_STRING": "", "CONTENT_TYPE": "",
              "CONTENT_LENGTH": "", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
              "HTTP_HOST": "localhost", "HTTP_COOKIE": cookie, "REQUEST_ID": "0" * 32, **more}  # fmt: skip
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(within)
        connection.connect(str(path))
        connection.sendall(fastcgi.request(params))
        data = b""
        while more := connection.recv(65536):
            data += more
    out, at = b"", 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4 : at + 6], "big")
        if data[at + 1] == 6:  # FCGI_STDOUT
            out += data[at + 8 : at + 8 + size]
        at += 8 + size + data[at + 6]
    return out


# ---- Members: made up, with numbers that ARCEP keeps for fiction


def nir(number):
    thirteen = f"1{50 + number // 900 % 40:02d}0{1 + number % 9}40088{1 + number % 900:03d}"
    return f"{thirteen}{97 - int(thirteen) % 97:02d}"


def write_members(count):
    """members.toml for the demo, members.tsv for the load. Number 0 is at first access: for `prove`."""
    toml, tsv = [], []
    for number in range(count):
        identifier, password = nir(number), f"Rateau-{number} & Herbe"
        mobile = f"06 39 98 {number // 100:02d} {number % 100:02d}"
        email = f"membre{number}@exemple.fr"
        secret = f'password = "{password}"\n' if number else ""
        toml.append(
            f'[[member]]\nidentifier = "{identifier}"\nkind = "particulier"\nname = "Membre {number}"\nnote = ""\n{secret}'
            f'lines = ["1 chemin du Banc"]\npostcode = "40250"\ntown = "MUGRON"\nemail = "{email}"\nmobile = "{mobile}"\n'
            f'vitale = "8025{number:07d}"\nfacts = [{{ kind = "benefit", amount = "100,00", days_ago = 20 }}]\n'
        )
        tsv.append("\t".join((identifier, password, mobile.replace(" ", ""), email)) + "\n")
    (BENCH / "members.toml").write_text("\n".join(toml), "utf-8")
    (BENCH / "members.tsv").write_text("".join(tsv[2:]), "utf-8")  # 0 and 1 are for the walk through the pages
    return [line.rstrip("\n").split("\t") for line in tsv]


def program_of(process):
    """Of a program that holds keys, `exe` is root's alone to read."""
    try:
        return os.readlink(process / "exe").rsplit("/", 1)[1]
    except PermissionError:
        return (process / "cmdline").read_text().split("\0")[0].rsplit("/", 1)[-1]


def _children(parent):
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rsplit(")", 1)[1].split()[1]) == parent:
                yield int(stat.parent.name), program_of(stat.parent)
        except OSError:
            continue


class Surroundings:
    """The demo and what stands beside it; `with` ends it all."""

    demo = HERE / "demo.py"

    def __init__(self, members):
        self.members = write_members(members)
        self.port = free_port()
        self._demo_port = free_port()
        self._started = []
        self._demo = self._nginx = None

    def __enter__(self):
        try:
            self._start_demo()
            self._start_nginx()
            return self
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        for process in reversed([*([self._demo] if self._demo else []), *self._started]):
            process.terminate()
            try:
                process.wait(70 if process is self._demo else 1)
            except subprocess.TimeoutExpired:  # libfcgi alone, in `bare`, does not end by SIGTERM while it waits
                process.kill()
                process.wait()

    def _start_demo(self):
        shutil.rmtree(STATE, ignore_errors=True)
        (BENCH / "limits.toml").write_text(LIMITS, "ascii")
        (BENCH / "argon_time").write_bytes(bytes(16))
        log = open(BENCH / "demo.log", "wb")
        self._demo = subprocess.Popen(
            [sys.executable, "-B", self.demo, "--build", BUILD, "--state", STATE, "--port", str(self._demo_port),
             "--members", BENCH / "members.toml", "--limits", BENCH / "limits.toml"],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            env={**os.environ, **ARGON_TIME},
        )  # fmt: skip
        deadline = time.monotonic() + 120
        while b"Messages" not in (BENCH / "demo.log").read_bytes():
            if self._demo.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("bench: the demo does not start:\n" + (BENCH / "demo.log").read_text("utf-8", "replace"))
            time.sleep(0.05)

    def _start_nginx(self):
        """The demo's own configuration and snippet; `session` can be reached, and each baseline has its page's location."""
        run = STATE / "run"
        bare = {"identite": "bare_identify", "connexion": "bare_sign_in", "session": "bare_session"}
        snippet = (run / "portillon.conf").read_text("utf-8")
        for url, name in bare.items():
            found = re.search(rf"location = {PREFIX}{url} \{{.*?\n    \}}\n", snippet, re.S)
            block = found[0].replace("internal;", "")
            twin = block.replace(PREFIX + url, PREFIX + name)
            twin = re.sub(r"unix:[^\"]*", f"unix:{run}/{name}.sock", twin)
            snippet = snippet.replace(found[0], block + "    " + twin)
        (run / "bench.conf").write_text(snippet, "utf-8")
        site = (run / "nginx.conf").read_text("utf-8").replace("portillon.conf", "bench.conf")
        site = re.sub(r"listen \[::1\].*?;", "", site).replace(f":{self._demo_port};", f":{self.port};")
        site = site.replace("/nginx.pid", "/bench.pid").replace("nginx.error", "bench.error")
        (run / "bench-nginx.conf").write_text(site, "utf-8")
        self._nginx = self._spawn(["/usr/sbin/nginx", "-c", run / "bench-nginx.conf", "-p", run, "-e", STATE / "log/bench.error.log"])
        until_nginx_listens(self.port)

    def _spawn(self, command, stdin=subprocess.DEVNULL):
        process = subprocess.Popen([str(part) for part in command], stdin=stdin, stdout=subprocess.DEVNULL)
        self._started.append(process)
        return process

    def start_bare(self, name, content):
        """A baseline that sends `content`, where its location of nginx expects it."""
        path = BENCH / f"{name}.bytes"
        path.write_bytes(content)
        with listener(STATE / "run" / f"{name}.sock") as listening:
            return self._spawn([BENCH / "bare", path, WORKERS], listening)

    def processes(self):
        """Name to pids of what the demo runs, nginx' own workers left out."""
        return {name: pid for pid, name in _children(self._demo.pid)}

    def serving(self):
        """The pids of all that answers a visitor: what the demo runs, and the workers of this benchmark's nginx."""
        return [pid for parent in (self._demo.pid, self._nginx.pid) for pid, _ in _children(parent)]

    def pages(self):
        return {name.removeprefix("portillon-"): pid for name, pid in self.processes().items()
                if name.startswith("portillon-") and name != "portillon-courier-demo"}  # fmt: skip
