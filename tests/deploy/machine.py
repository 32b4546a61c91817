"""A machine of its own, booted with real systemd on the kept root; every change it makes is in memory, stays when it boots again, and
is gone at the end.

    tests/deploy/machine.py        # installs, boots, and gives a shell in it; it is powered off when the shell ends

No network but its own loopback. Stopped by process id, whatever ends the tests: at exit, or when the parent dies.
"""

import atexit
import json
import os
import signal
import subprocess
import sys

import root
from booted import CLEAN, MOUNTED, UNREGISTERED, Booted, below, die_with_parent

PROBES = "/usr/local/lib/probes"  # a copy of tests/deploy that every user may read
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


class Machine(Booted):
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
        super().__init__()
        self._folder, self._lock = root.ready()

    def _boot(self):
        place = root.CACHE / "machine"
        place.mkdir(exist_ok=True)
        self._nspawn = subprocess.Popen(
            ["unshare", "--mount", "--propagation=private", "sh", "-c", _SUPERVISOR, "machine", place, self._folder,
             "systemd-nspawn", "--quiet", "--boot", "--private-network",
             *UNREGISTERED, f"--machine=portillon-{os.getpid()}", "--resolv-conf=off", "--timezone=off",
             "--link-journal=no", f"--bind-ro={root.SOURCE}:{MOUNTED}"],
            stdin=subprocess.DEVNULL, stdout=self._console, stderr=subprocess.STDOUT, preexec_fn=die_with_parent,
        )  # fmt: skip
        self.booted()

    def reboot(self):
        """As `systemctl reboot` does it, until all is started again."""
        before = self.leader
        self.ask("systemctl", "reboot")
        self.wait_until(lambda: self._find_leader() not in (None, before), "does not go down and up")
        self.booted()

    def _find_leader(self):
        """The supervisor stands between."""
        nspawns = below(self._nspawn.pid, "systemd-nspawn")
        self.leader = next((pid for nspawn in nspawns for pid in below(nspawn, "systemd")), None)
        return self.leader

    def as_user(self, user, *command, **options):
        group = self.run("id", "--group", user).strip()
        return self.run("setpriv", f"--reuid={user}", f"--regid={group}", "--init-groups", "--", *command, **options)

    def questions(self, user, questions):
        """Each answered by probe.py, run as the user: 'yes', or the name of the error."""
        return json.loads(self.as_user(user, "python3", "-B", f"{PROBES}/probe.py", stdin=json.dumps(questions), within=120))

    def stop(self):
        super().stop()
        self._lock.close()


def main():
    machine = Machine.get()
    subprocess.run(["nsenter", f"--target={machine.leader}", "--all", "--", "/bin/bash", "-l"], env={**CLEAN, "TERM": os.environ.get("TERM", "dumb")})


if __name__ == "__main__":
    main()
