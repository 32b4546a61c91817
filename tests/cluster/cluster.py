#!/usr/bin/env python3
"""Three nodes behind HAProxy on a MariaDB Galera cluster of three: each node has a network, a disk and a clock of its own.

    sudo tests/cluster/cluster.py      # needs a release build; stays in front, Ctrl-C ends it and nothing else

HAProxy is nginx/haproxy.cfg with a third server. A node is its MariaDB, the pages, the courier and nginx as processes in a network
namespace (application.py): what units and packages add is tried by tests/nodes. All that is written is in memory.
"""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import here
import application
import caisse
import database as demo_database
import network
import people
import root
from booted import die_with_parent
from galera import NODES, Database, WallClock
from post import Post

LONG = os.environ.get("PORTILLON_CLUSTER") == "long"
MEMBERS = int(os.environ.get("PORTILLON_CLUSTER_MEMBERS", "1500"))


class Node:
    def __init__(self, name, folder):
        self.name, self.address = name, NODES[name]
        self.database = Database(name, folder)
        self.places = application.places_of(folder)
        # Of the programs and of the database: theirs is one, but for a test that sets them apart.
        self.clock = WallClock(folder / "clock") if LONG else None
        self.database.clock = WallClock(folder / "database.clock") if LONG else None
        self._application = None
        application.configure(self.places)
        os.chmod(folder, 0o711)  # MariaDB has a user of its own
        caisse.make_certificate(folder / "key", folder / "certificate")

    @property
    def certificate(self):
        return (self.places.state / "certificate").read_text()

    def start_application(self):
        with open(self.places.log("node"), "ab") as log:
            self._application = subprocess.Popen(
                network.inside(self.name, sys.executable, "-B", Path(application.__file__), "--address", self.address, "--state",
                               self.places.state, *(("--clock", self.clock.file) if self.clock else ())),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=die_with_parent)  # fmt: skip

    def command(self, *arguments, account=None, stdin=None, within=120, check=True):
        """`portillon …` on this node."""
        command = network.inside(self.name, self.places.program("portillon"), *arguments, *(("--account", account) if account else ()))
        done = subprocess.run(command, env={**os.environ, **application.environment(self.places, "admin")}, input=stdin,
                              capture_output=True, text=True, timeout=within)  # fmt: skip
        if check and done.returncode != 0:
            raise AssertionError(f"node {self.name}: portillon {arguments}: {done.returncode}, {done.stdout}{done.stderr}")
        return done

    def ready(self):
        try:
            return caisse.readiness(self.address, self.certificate)
        except OSError as error:
            return 0, str(error)

    def until_ready(self, within=90.0):
        deadline = time.monotonic() + within
        while (told := self.ready())[0] != 200:
            if time.monotonic() > deadline:
                raise AssertionError(f"node {self.name} is not ready: {told}")
            time.sleep(0.1)

    def kill(self):
        """Every process of the machine at once: as by the plug, with what the disk holds left."""
        for _ in range(50):
            living = network.processes(self.name)
            for pid in living:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            if not living:
                break
            time.sleep(0.02)
        for process in (self._application, self.database.process):
            if process is not None:
                process.wait()

    def start(self, bootstrap=False):
        self.database.start(bootstrap)
        self.start_application()

    def stop(self):
        if self._application is not None and self._application.poll() is None:
            self._application.terminate()
            try:
                self._application.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()
        self.database.stop()


class Door(caisse.Front):
    """One node's nginx, asked by the load balancer's machine."""

    def __init__(self, node):
        super().__init__(node.certificate)
        self._address = node.address

    def connect(self, port=443, source=None):
        return network.in_namespace("front", lambda: socket.create_connection((self._address, port), 20))

    def ask(self, method, path, fields=(), body=b"", source=None):
        return super().ask(method, path, [*fields, f"X-Forwarded-For: {source or self.another_address()}"], body)


class Cluster:
    _only = None

    @classmethod
    def get(cls):
        if cls._only is None:
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
            cluster = cls()
            atexit.register(cluster.stop)
            cluster._start()
            cls._only = cluster
        return cls._only

    def __init__(self):
        if os.geteuid() != 0:
            raise PermissionError("tests/cluster makes network namespaces, which only root can")
        if not (root.BUILD / "bin/portillon").exists():
            raise AssertionError(f"{root.BUILD} holds no build: cmake --preset release && cmake --build --preset release")
        network.make(NODES)
        self.folder = Path(tempfile.mkdtemp(prefix="portillon-cluster-"))
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=0755", "cluster", self.folder], check=True)
        self.post = Post()
        self.nodes = {}
        self.balancer = None

    def _start(self):
        self.nodes = {name: Node(name, self.folder / name) for name in NODES}
        first, *others = self.nodes.values()
        first.database.install()
        first.database.start(bootstrap=True)
        first.database.until_synced(1)
        self._fill(first)
        for node in others:
            node.database.start()  # it takes all from the first, which changes no account or table meanwhile
            for folder in ("keys", "passwords"):
                shutil.copytree(first.places.state / folder, node.places.state / folder, dirs_exist_ok=True)
        for node in self.nodes.values():
            caisse.gateway(node.name, self.post)
            application.give_credentials(node.places)
            node.command("pages", "--output", node.places.state / "static")
            node.database.until_synced(len(self.nodes))
            node.start_application()
        more = "".join(f"    server {name} {NODES[name]}:443\n" for name in NODES if name not in network.NODES)
        self.balancer = caisse.Balancer(self.folder / "haproxy", "".join(node.certificate for node in self.nodes.values()), more)
        self.site = caisse.Front(self.balancer.certificate.read_text())
        self.until_whole()
        self.people = iter(self.everybody)

    def _fill(self, node):
        """The schema, the accounts and the members, as docs/fr/plusieurs-machines.md says for the first machine."""
        state = node.places.state
        node.command("keys", "new", "--directory", state / "keys")
        accounts = [*root.stems(), *application.OTHERS]
        passwords = application.config.account_passwords(node.places, accounts)
        application.give_credentials(node.places)
        node.database.sql("CREATE DATABASE portillon")
        node.command("migrate", account=demo_database.account())
        node.database.sql(node.command("grants", "--passwords", passwords, account=demo_database.account()).stdout)
        self.everybody = [people.Person(number) for number in range(MEMBERS)]
        people.write(self.folder / "members.csv", self.everybody)
        node.command("import", "--members", self.folder / "members.csv")

    def door(self, name):
        """The site as this node alone answers it, past the load balancer."""
        return Door(self.nodes[name])

    def until_whole(self, within=400.0):
        """Every database is in one cluster and every node in the load balancer."""
        for node in self.nodes.values():
            node.database.until_synced(len(self.nodes), within)
            node.until_ready(within)
        time.sleep(3)  # HAProxy has seen it twice
        deadline = time.monotonic() + within
        while self.site.ask("GET", "/acces/sante/pret").status != 200:
            if time.monotonic() > deadline:
                raise AssertionError(self.balancer.log.read_text("utf-8", "replace")[-2000:])
            time.sleep(0.1)

    def sql(self, statement, node=None):
        """On a node that is in the cluster, with all that was committed before."""
        for one in [self.nodes[node]] if node else self.nodes.values():
            if one.database.process.poll() is None and one.database.synced():
                return one.database.sql("SET SESSION wsrep_sync_wait = 15; " + statement, "portillon")
        raise AssertionError("no database is in the cluster")

    def stop_databases(self):
        for node in self.nodes.values():
            node.database.stop()

    def kill_databases(self):
        for node in self.nodes.values():
            node.database.kill()

    def bootstrap(self):
        """From the node that has the most, as after all of them stopped: its name."""
        positions = {name: int((node.database.position() or ":-1").rpartition(":")[2]) for name, node in self.nodes.items()}
        most = max(positions, key=positions.get)
        grastate = self.nodes[most].database.data / "mysql/grastate.dat"
        grastate.write_text(grastate.read_text().replace("safe_to_bootstrap: 0", "safe_to_bootstrap: 1"))
        self.nodes[most].database.start(bootstrap=True)
        self.nodes[most].database.until_synced(1)
        for name, node in self.nodes.items():
            if name != most:
                node.database.start()
        return most

    def stop(self):
        if self.balancer is not None:
            self.balancer.stop()
        for node in self.nodes.values():
            node.stop()
        subprocess.run(["umount", "--recursive", "--lazy", self.folder], check=False, capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)


def main():
    cluster = Cluster.get()
    print(f"""Three nodes behind HAProxy: https://{caisse.NAME}/acces/ (192.0.2.1) in the network namespace `front` of process {os.getpid()}:

  nsenter --target {os.getpid()} --mount ip netns exec front curl --insecure --resolve {caisse.NAME}:443:192.0.2.1 https://{caisse.NAME}/acces/identite
  nsenter --target {os.getpid()} --mount ip netns exec a mariadb --socket={cluster.folder}/a/database.sock portillon
""", flush=True)
    signal.pause()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
