"""A Debian that systemd-nspawn has booted with real systemd: how it is asked, and how it ends. Which disk and network it has, and so how
it boots, is for those who derive from it."""

import ctypes
import signal
import subprocess
import tempfile
import time
from pathlib import Path

MOUNTED = "/mnt/portillon"  # this source tree with its build, read-only
CLEAN = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
# Where no systemd runs outside there is nobody to register with, and the machine stays in our own control group.
UNREGISTERED = () if Path("/run/systemd/system").exists() else ("--register=no", "--keep-unit")
_PR_SET_PDEATHSIG = 1


def die_with_parent():
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def below(pid, name):
    """The children of a process that are named so."""

    def is_named(child):
        try:
            return Path(f"/proc/{child}/comm").read_text("ascii") == f"{name}\n"
        except FileNotFoundError:
            return False

    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except FileNotFoundError:
        return []
    return [int(child) for child in children if is_named(child)]


class Booted:
    called = "the machine"
    good = ("running",)  # what systemctl may say once it has booted

    def __init__(self):
        self._console = tempfile.TemporaryFile()
        self._nspawn = None  # the process, once it boots
        self.leader = None  # the machine's first process, as seen from outside

    def _find_leader(self):
        """Until it has become the machine's first process, the child of nspawn is still nspawn itself."""
        self.leader = next(iter(below(self._nspawn.pid, "systemd")), None)
        return self.leader

    def booted(self):
        try:
            self.wait_until(self._find_leader, "does not start")
            self.wait_until(lambda: self.ask("systemctl", "is-system-running", "--wait").stdout.strip() in self.good, "does not boot", 120)
        except AssertionError as failure:
            self._console.seek(0)
            raise AssertionError(f"{failure}\n{self._console.read().decode('utf-8', 'replace')[-4000:]}") from None

    def wait_until(self, condition, otherwise, within=60.0):
        deadline = time.monotonic() + within
        while not condition():
            if self._nspawn.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"{self.called}: {otherwise}")
            time.sleep(0.1)

    def ask(self, *command, stdin="", within=120):
        """Runs it inside as root; the completed process, whatever its status."""
        return subprocess.run(
            ["nsenter", f"--target={self.leader}", "--all", "--", *map(str, command)],
            input=stdin, capture_output=True, text=True, timeout=within, env=CLEAN,
        )  # fmt: skip

    def run(self, *command, **options):
        """What it printed; it must succeed."""
        done = self.ask(*command, **options)
        if done.returncode != 0:
            raise AssertionError(f"{self.called}: {' '.join(map(str, command))}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def property(self, unit, name):
        return self.run("systemctl", "show", "--value", f"--property={name}", unit).strip()

    def write(self, path, text):
        self.run("sh", "-c", 'mkdir -p "$(dirname "$1")" && cat >"$1"', "sh", path, stdin=text)

    def stop(self):
        """Powered off as a machine is; killed when it does not go."""
        if self._nspawn is None or self._nspawn.poll() is not None:
            return
        self._nspawn.terminate()
        try:
            self._nspawn.wait(30)
        except subprocess.TimeoutExpired:
            self._nspawn.kill()
            self._nspawn.wait()
