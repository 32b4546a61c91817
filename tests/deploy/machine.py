"""A machine of its own, booted with real systemd on the kept root; every change it makes is in memory, stays when it boots again, and
is gone at the end.

    tests/deploy/machine.py        # installs, boots, and gives a shell in it; it is powered off when the shell ends

No network but its own loopback. Stopped by process id, whatever ends the tests: at exit, or when the parent dies.
"""

import atexit
import ctypes
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import root

MOUNTED = "/mnt/portillon"  # this source tree with its build, read-only
PROBES = "/usr/local/lib/probes"  # a copy of tests/deploy that every user may read
_PR_SET_PDEATHSIG = 1
# In a mount namespace of its own, so that nothing is left to take away. nspawn ends with 133 when the machine boots again.
_SUPERVISOR = """
mount -t tmpfs -o mode=0755 machine "$1" && mkdir "$1/changed" "$1/work" "$1/root" || exit
mount -t overlay -o "lowerdir=$2,upperdir=$1/changed,workdir=$1/work" machine "$1/root" || exit
root=$1/root
shift 2
trap 'kill -TERM "$nspawn"' TERM
status=133
while [ $status -eq 133 ]; do
  setpriv --pdeathsig TERM "$@" --directory="$root" &
  nspawn=$!
  wait "$nspawn"
  status=$?
  while kill -0 "$nspawn" 2>/dev/null; do
    wait "$nspawn"
    status=$?
  done
done
exit $status
"""
# Where no systemd runs outside there is nobody to register with, and the machine stays in our own control group.
_UNREGISTERED = () if Path("/run/systemd/system").exists() else ("--register=no", "--keep-unit")
_CLEAN = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}


def _die_with_parent():
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Machine:
    _only = None

    @classmethod
    def get(cls):
        """Booted and installed when first asked for; one for all tests of a run."""
        if cls._only is None:
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
            machine = cls()
            atexit.register(machine.stop)
            try:
                machine._boot()
                package = root.package().relative_to(root.SOURCE)
                machine.installed = machine.run("sh", f"{MOUNTED}/tests/deploy/install", f"{MOUNTED}/{package}", within=180)
                machine.run("cp", "-R", "--no-preserve=mode", f"{MOUNTED}/tests/deploy", PROBES)
            except BaseException:
                machine.stop()
                raise
            cls._only = machine
        return cls._only

    def __init__(self):
        if os.geteuid() != 0:
            raise PermissionError("tests/deploy boots a machine with systemd-nspawn, which only root can")
        self._folder, self._lock = root.ready()
        self._console = tempfile.TemporaryFile()
        self._nspawn = None
        self.leader = None

    def _boot(self):
        place = root.CACHE / "machine"
        place.mkdir(exist_ok=True)
        self._nspawn = subprocess.Popen(
            ["unshare", "--mount", "--propagation=private", "sh", "-c", _SUPERVISOR, "machine", place, self._folder,
             "systemd-nspawn", "--quiet", "--boot", "--private-network",
             *_UNREGISTERED, f"--machine=portillon-{os.getpid()}", "--resolv-conf=off", "--timezone=off",
             "--link-journal=no", f"--bind-ro={root.SOURCE}:{MOUNTED}"],
            stdin=subprocess.DEVNULL, stdout=self._console, stderr=subprocess.STDOUT, preexec_fn=_die_with_parent,
        )  # fmt: skip
        self._await_boot()

    def _await_boot(self):
        try:
            self.wait_until(self._find_leader, "the machine does not start")
            self.wait_until(lambda: self.ask("systemctl", "is-system-running", "--wait").stdout == "running\n", "it does not boot")
        except AssertionError as failure:
            self._console.seek(0)
            raise AssertionError(f"{failure}\n{self._console.read().decode('utf-8', 'replace')[-4000:]}") from None

    def reboot(self):
        """As `systemctl reboot` does it, until all is started again."""
        before = self.leader
        self.ask("systemctl", "reboot")
        self.wait_until(lambda: self._find_leader() not in (None, before), "the machine does not go down and up")
        self._await_boot()

    def _find_leader(self):
        def below(pid):
            try:
                return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
            except FileNotFoundError:
                return []

        def name(pid):
            try:
                return Path(f"/proc/{pid}/comm").read_text("ascii")
            except FileNotFoundError:
                return ""

        # Until it has become the machine's first process, the child of nspawn is still nspawn itself.
        nspawns = below(self._nspawn.pid)
        self.leader = next((pid for nspawn in nspawns for pid in below(nspawn) if name(pid) == "systemd\n"), None)
        return self.leader

    def wait_until(self, condition, otherwise, within=60.0):
        deadline = time.monotonic() + within
        while not condition():
            if self._nspawn.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(otherwise)
            time.sleep(0.1)

    def ask(self, *command, stdin="", within=60):
        """Runs it inside as root; the completed process, whatever its status."""
        return subprocess.run(
            ["nsenter", f"--target={self.leader}", "--all", "--", *map(str, command)],
            input=stdin, capture_output=True, text=True, timeout=within, env=_CLEAN,
        )  # fmt: skip

    def run(self, *command, **options):
        """What it printed; it must succeed."""
        done = self.ask(*command, **options)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(map(str, command))}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def as_user(self, user, *command, **options):
        group = self.run("id", "--group", user).strip()
        return self.run("setpriv", f"--reuid={user}", f"--regid={group}", "--init-groups", "--", *command, **options)

    def questions(self, user, questions):
        """Each answered by probe.py, run as the user: 'yes', or the name of the error."""
        return json.loads(self.as_user(user, "python3", "-B", f"{PROBES}/probe.py", stdin=json.dumps(questions), within=120))

    def property(self, unit, name):
        return self.run("systemctl", "show", "--value", f"--property={name}", unit).strip()

    def write(self, path, text):
        self.run("sh", "-c", 'mkdir -p "$(dirname "$1")" && cat >"$1"', "sh", path, stdin=text)

    def stop(self):
        """Powered off as a machine is; killed when it does not go."""
        if self._nspawn is None:
            return
        if self._nspawn.poll() is None:
            self._nspawn.terminate()
            try:
                self._nspawn.wait(30)
            except subprocess.TimeoutExpired:
                self._nspawn.kill()
                self._nspawn.wait()
        self._lock.close()


def main():
    machine = Machine.get()
    subprocess.run(["nsenter", f"--target={machine.leader}", "--all", "--", "/bin/bash", "-l"], env={**_CLEAN, "TERM": os.environ.get("TERM", "dumb")})


if __name__ == "__main__":
    main()
