"""One node of the Galera cluster: MariaDB as docs/fr/plusieurs-machines.md sets it, in a network namespace, its data in a memory of limited size."""

import glob
import os
import re
import shutil
import subprocess
import time

import here  # noqa: F401
import network
from booted import die_with_parent

NODES = {"a": "192.0.2.11", "b": "192.0.2.12", "c": "192.0.2.13"}
# What that page puts into my.cnf; two seconds instead of Galera's five until a silent node is put out.
PROVIDER = ("gcache.size=32M; evs.keepalive_period=PT0.5S; evs.suspect_timeout=PT2S; evs.inactive_timeout=PT6S; "
            "evs.inactive_check_period=PT0.5S; repl.causal_read_timeout=PT5S")  # fmt: skip
SETTINGS = {
    "binlog-format": "ROW",
    "default-storage-engine": "InnoDB",
    "innodb-autoinc-lock-mode": "2",
    "wsrep-on": "ON",
    "wsrep-provider": "/usr/lib/galera/libgalera_smm.so",
    "wsrep-cluster-name": "portillon",
    "wsrep-cluster-address": "gcomm://" + ",".join(NODES.values()),
    "wsrep-sst-method": "rsync",
}
SPACE = "400m"


class WallClock:
    """What its processes take for the time; the monotonic clock stays as it is."""

    def __init__(self, file):
        self.file = file
        self.set(0)

    def set(self, ahead):
        """Seconds; seen within one."""
        beside = self.file.with_suffix(".new")
        beside.write_text(f"{ahead:+d}\n", "ascii")
        beside.chmod(0o644)
        beside.replace(self.file)

    def environment(self):
        library = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")[0]
        return {"LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": str(self.file), "FAKETIME_CACHE_DURATION": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}  # fmt: skip


class Database:
    def __init__(self, name, folder):
        self.name, self.folder = name, folder
        self.socket = folder / "database.sock"
        self.data = folder / "data"
        self.process = None
        self.clock = None  # the machine's
        self.data.mkdir(parents=True)
        shutil.chown(folder, "mysql")  # whom the transfer of all data needs: rsync gives up root
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"mode=0755,uid=mysql,gid=mysql,size={SPACE}", "data", self.data], check=True)
        self._log = open(folder / "database.log", "ab")

    def install(self):
        """The empty server, of which the first node's is made; the others take all from that one."""
        subprocess.run(["mariadb-install-db", "--no-defaults", f"--datadir={self.data}/mysql", "--user=mysql", "--skip-test-db", "--force",
                        "--skip-name-resolve", "--auth-root-authentication-method=socket", "--auth-root-socket-user=root"],
                       stdout=self._log, stderr=self._log, check=True)  # fmt: skip

    def _command(self, *more):
        (self.data / "mysql").mkdir(exist_ok=True)
        shutil.chown(self.data / "mysql", "mysql")
        settings = {**SETTINGS, "wsrep-node-name": self.name, "wsrep-node-address": NODES[self.name],
                    "wsrep-provider-options": f"{PROVIDER}; gmcast.listen_addr=tcp://{NODES[self.name]}:4567"}  # fmt: skip
        return network.inside(
            self.name, "/usr/sbin/mariadbd", "--no-defaults", f"--datadir={self.data}/mysql", "--user=mysql", f"--socket={self.socket}",
            "--bind-address=127.0.0.1", "--skip-name-resolve", f"--pid-file={self.folder}/database.pid", f"--tmpdir={self.folder}",
            "--character-set-server=utf8mb4", "--collation-server=utf8mb4_bin", "--default-time-zone=+00:00",
            "--innodb-buffer-pool-size=64M", "--innodb-log-file-size=32M", "--max-connections=400",
            *(f"--{key}={value}" for key, value in settings.items()), *more)  # fmt: skip

    def start(self, bootstrap=False):
        """`bootstrap`: as the first of a cluster that is no more. Returns at once."""
        position = self.position() if (self.data / "mysql/grastate.dat").exists() else None
        more = ["--wsrep-new-cluster"] if bootstrap else []
        if position:
            more.append(f"--wsrep-start-position={position}")  # as mariadb.service asks for it with galera_recovery
        self.process = subprocess.Popen(
            self._command(*more), stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, preexec_fn=die_with_parent,
            env={**os.environ, **(self.clock.environment() if self.clock else {})},
        )  # fmt: skip

    def position(self):
        """Of the last transaction that this node has: "UUID:SEQNO"."""
        state = (self.data / "mysql/grastate.dat").read_text()
        seqno, uuid = re.search(r"seqno:\s*(-?\d+)", state)[1], re.search(r"uuid:\s*(\S+)", state)[1]
        if seqno != "-1":
            return f"{uuid}:{seqno}"
        told = subprocess.run(self._command("--wsrep-recover", f"--log-error={self.folder}/recovery.log"), capture_output=True, check=False)
        found = re.findall(r"WSREP: Recovered position:\s*(\S+)", (self.folder / "recovery.log").read_text("utf-8", "replace"))
        return found[-1] if found and told.returncode == 0 else None

    def sql(self, statement, schema="", within=60):
        done = subprocess.run(["mariadb", "--no-defaults", f"--socket={self.socket}", "--user=root", "--batch", "--skip-column-names",
                               f"--database={schema}"], input=statement, capture_output=True, encoding="utf-8", errors="backslashreplace", timeout=within)  # fmt: skip
        if done.returncode != 0:
            raise AssertionError(f"database {self.name}: {done.stderr}")
        return [line.split("\t") for line in done.stdout.splitlines()]

    def status(self, name):
        try:
            return self.sql(f"SHOW GLOBAL STATUS LIKE '{name}'", within=10)[0][1]
        except (AssertionError, IndexError, subprocess.TimeoutExpired):
            return None

    def synced(self, size=None):
        """It is part of the cluster (of `size` nodes) and has all of it."""
        return self.status("wsrep_local_state_comment") == "Synced" and size in (None, int(self.status("wsrep_cluster_size") or 0))

    def until_synced(self, size=None, within=120.0):
        deadline = time.monotonic() + within
        while not self.synced(size):
            if self.process.poll() is not None or time.monotonic() > deadline:
                log = (self.folder / "database.log").read_text("utf-8", "replace").splitlines()
                worst = [line[:300] for line in log if "[ERROR]" in line or "WSREP_SST" in line]
                raise AssertionError("\n".join([f"database {self.name}: not in a cluster of {size}", *worst[-40:], *log[-10:]]))
            time.sleep(0.1)

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def forget(self):
        """Its data are gone, as after a disk was replaced."""
        shutil.rmtree(self.data / "mysql")
