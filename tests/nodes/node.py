"""One application node: a Debian booted with real systemd in a network namespace, with the package and without a database of its own.

What it writes is in memory; it survives that the machine is switched off, and ends with the test.
"""

import os
import signal
import subprocess
from pathlib import Path

import network
import root
from booted import MOUNTED, UNREGISTERED, Booted, die_with_parent

_CGROUPS = [Path("/sys/fs/cgroup/systemd"), Path("/sys/fs/cgroup/unified"), Path("/sys/fs/cgroup")]


class Node(Booted):
    good = ("running", "degraded")

    def __init__(self, name, kept, place, shared):
        """`kept`: the root that is not written to; `place`: a folder of this node's own; `shared`: one that all see as /run/shared."""
        super().__init__()
        self.name, self.address, self.called = name, network.NODES[name], f"node {name}"
        self._shared = shared
        place.mkdir()
        for folder in ("changed", "work", "root"):
            (place / folder).mkdir()
        self._root = place / "root"
        subprocess.run(["mount", "-t", "overlay", "-o", f"lowerdir={kept},upperdir={place}/changed,workdir={place}/work", "node", self._root], check=True)

    def _own_control_group(self):
        """Two machines in one control group would end each other's services."""
        die_with_parent()
        for top in _CGROUPS:
            if (top / "cgroup.procs").exists():
                folder = top / f"portillon-node-{self.name}"
                folder.mkdir(exist_ok=True)
                (folder / "cgroup.procs").write_text(str(os.getpid()))

    def boot(self):
        network.plug(self.name, "up")
        self._nspawn = subprocess.Popen(
            ["systemd-nspawn", "--quiet", "--boot", f"--directory={self._root}", f"--network-namespace-path={network.path(self.name)}",
             *UNREGISTERED, f"--machine=node-{self.name}-{os.getpid()}", "--resolv-conf=off", "--timezone=off", "--link-journal=no",
             f"--bind-ro={root.SOURCE}:{MOUNTED}", f"--bind={self._shared}:/run/shared"],
            stdin=subprocess.DEVNULL, stdout=self._console, stderr=subprocess.STDOUT, preexec_fn=self._own_control_group,
        )  # fmt: skip

    def version(self):
        return self.run("dpkg-query", "--showformat=${Version}", "--show", "portillon")

    def switch_off(self):
        """As by the plug: nothing is told or finished, and no connection is refused."""
        network.plug(self.name, "down")
        os.kill(self.leader, signal.SIGKILL)
        self._nspawn.wait(30)
        self.leader = None

    def stop(self):
        super().stop()
        for top in _CGROUPS:
            folder = top / f"portillon-node-{self.name}"
            if folder.exists():
                for below in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
                    below.rmdir()
                folder.rmdir()
