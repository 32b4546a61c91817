"""One application node: a Debian booted with real systemd in a network namespace, with the package and without a database of its own.

What it writes is in memory; it survives that the machine is switched off, and ends with the test.
"""

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import network
import root
from machine import MOUNTED, _CLEAN, _UNREGISTERED, _die_with_parent

_CGROUPS = [Path("/sys/fs/cgroup/systemd"), Path("/sys/fs/cgroup/unified"), Path("/sys/fs/cgroup")]


class Node:
    def __init__(self, name, kept, place, shared):
        """`kept`: the root that is not written to; `place`: a folder of this node's own; `shared`: one that all see as /run/shared."""
        self.name, self.address = name, network.NODES[name]
        self._shared = shared
        self._console = tempfile.TemporaryFile()
        self._nspawn = self.leader = None
        place.mkdir()
        for folder in ("changed", "work", "root"):
            (place / folder).mkdir()
        self._root = place / "root"
        subprocess.run(["mount", "-t", "overlay", "-o", f"lowerdir={kept},upperdir={place}/changed,workdir={place}/work", "node", self._root], check=True)

    def _own_control_group(self):
        """Two machines in one control group would end each other's services."""
        _die_with_parent()
        for top in _CGROUPS:
            if (top / "cgroup.procs").exists():
                folder = top / f"portillon-node-{self.name}"
                folder.mkdir(exist_ok=True)
                (folder / "cgroup.procs").write_text(str(os.getpid()))

    def boot(self):
        network.plug(self.name, "up")
        self._nspawn = subprocess.Popen(
            ["systemd-nspawn", "--quiet", "--boot", f"--directory={self._root}", f"--network-namespace-path={network.path(self.name)}",
             *_UNREGISTERED, f"--machine=node-{self.name}-{os.getpid()}", "--resolv-conf=off", "--timezone=off", "--link-journal=no",
             f"--bind-ro={root.SOURCE}:{MOUNTED}", f"--bind={self._shared}:/run/shared"],
            stdin=subprocess.DEVNULL, stdout=self._console, stderr=subprocess.STDOUT, preexec_fn=self._own_control_group,
        )  # fmt: skip

    def booted(self):
        try:
            self.wait_until(self._find_leader, "the machine does not start")
            self.wait_until(lambda: self.ask("systemctl", "is-system-running", "--wait").stdout.strip() in ("running", "degraded"),
                            "it does not boot", 120)  # fmt: skip
        except AssertionError as failure:
            self._console.seek(0)
            raise AssertionError(f"{failure}\n{self._console.read().decode('utf-8', 'replace')[-4000:]}") from None

    def _find_leader(self):
        children = Path(f"/proc/{self._nspawn.pid}/task/{self._nspawn.pid}/children").read_text("ascii").split()
        self.leader = next((int(pid) for pid in children if Path(f"/proc/{pid}/comm").read_text("ascii") == "systemd\n"), None)
        return self.leader

    def wait_until(self, condition, otherwise, within=60.0):
        deadline = time.monotonic() + within
        while not condition():
            if self._nspawn.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"node {self.name}: {otherwise}")
            time.sleep(0.1)

    def ask(self, *command, stdin="", within=120):
        return subprocess.run(
            ["nsenter", f"--target={self.leader}", "--all", "--", *map(str, command)],
            input=stdin, capture_output=True, text=True, timeout=within, env=_CLEAN,
        )  # fmt: skip

    def run(self, *command, **options):
        done = self.ask(*command, **options)
        if done.returncode != 0:
            raise AssertionError(f"node {self.name}: {' '.join(map(str, command))}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def property(self, unit, name):
        return self.run("systemctl", "show", "--value", f"--property={name}", unit).strip()

    def version(self):
        return self.run("dpkg-query", "--showformat=${Version}", "--show", "portillon")

    def switch_off(self):
        """As by the plug: nothing is told or finished, and no connection is refused."""
        network.plug(self.name, "down")
        os.kill(self.leader, signal.SIGKILL)
        self._nspawn.wait(30)
        self.leader = None

    def stop(self):
        if self._nspawn is not None and self._nspawn.poll() is None:
            self._nspawn.terminate()
            try:
                self._nspawn.wait(30)
            except subprocess.TimeoutExpired:
                self._nspawn.kill()
                self._nspawn.wait()
        for top in _CGROUPS:
            folder = top / f"portillon-node-{self.name}"
            if folder.exists():
                for below in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
                    below.rmdir()
                folder.rmdir()
