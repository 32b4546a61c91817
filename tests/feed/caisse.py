"""A MariaDB of its own with the product's schema and accounts, keys, and `portillon` as it is built, in a folder that goes away."""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
BUILD = SOURCE / os.environ.get("PORTILLON_BUILD", "build/release")
FOLDER = SOURCE / "build/feed"
CONFIGURATION = """[caisse]
name = "MSA Sud Aquitaine"
phone = "03 20 90 05 00"
hours = "du lundi au vendredi"
mail = "contact@exemple.fr"
address = ["MSA Sud Aquitaine", "40286 SAINT-PIERRE-DU-MONT CEDEX"]

[site]
origin = "https://exemple.fr"

[database]
socket = "{socket}"

[paths]
pages = "{pages}"
wake = "{folder}/wake"

[admin]
keys = "{folder}/keys"
password = "{folder}/passwords/admin"
migrations = "{sql}"
"""


class Caisse:
    """Used with `with`. `pool`: MariaDB's memory for pages; `durable`: as in production, a flush at each COMMIT."""

    def __init__(self, name, pool="256M", durable=False):
        self.folder = FOLDER / f"{name}-{os.getpid()}"
        self._pool, self._durable, self.server = pool, durable, None

    def __enter__(self):
        if not (BUILD / "bin/portillon").exists():
            raise AssertionError(f"{BUILD} holds no build: cmake --preset release && cmake --build --preset release")
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "passwords").mkdir(parents=True)
        user = [f"--user={self._user()}"]
        self._run("mariadb-install-db", "--no-defaults", f"--datadir={self.folder}/data", "--skip-test-db", "--force",
                  "--skip-name-resolve", "--auth-root-authentication-method=socket", f"--auth-root-socket-user={self._user()}", *user)  # fmt: skip
        try:
            self.start()
            self._make_schema()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def _user():
        return subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()

    @property
    def socket(self):
        return self.folder / "s"

    @property
    def server_process(self):
        return self.server.pid

    def start(self):
        options = ["--innodb-flush-log-at-trx-commit=1"] if self._durable else ["--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync"]
        log = open(self.folder / "server.log", "ab")  # noqa: SIM115: the server's
        self.server = subprocess.Popen(
            ["mariadbd", "--no-defaults", f"--datadir={self.folder}/data", f"--socket={self.socket}", f"--pid-file={self.folder}/pid",
             f"--user={self._user()}", "--skip-networking", "--skip-name-resolve", "--character-set-server=utf8mb4",
             "--collation-server=utf8mb4_bin", "--default-time-zone=+00:00", f"--innodb-buffer-pool-size={self._pool}",
             "--innodb-log-file-size=1G" if self._durable else "--innodb-log-file-size=64M", "--innodb-fast-shutdown=2",
             "--max-connections=100", "--userstat=1", *options],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # fmt: skip
        log.close()
        for _ in range(600):
            if subprocess.run(self.client("-e", "SELECT 1"), capture_output=True, check=False).returncode == 0:
                return
            if self.server.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"MariaDB does not start: {self.folder}/server.log")

    def stop(self):
        if self.server is None:
            return
        self.server.terminate()
        try:
            self.server.wait(60)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()
        self.server = None

    def client(self, *options):
        return ["mariadb", "--no-defaults", f"--socket={self.socket}", f"--user={self._user()}", "--batch", "--skip-column-names",
                "--default-character-set=utf8mb4", *options]  # fmt: skip

    def _run(self, *words, **options):
        done = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False, **options)
        if done.returncode != 0:
            raise AssertionError(f"{words}: {done.stdout}{done.stderr}")
        return done.stdout

    def _make_schema(self):
        configuration = CONFIGURATION.format(socket=self.socket, pages=SOURCE / "pages", folder=self.folder, sql=SOURCE / "sql")
        (self.folder / "portillon.toml").write_text(configuration, "utf-8")
        self.sql("CREATE DATABASE portillon CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", schema="mysql")
        self.portillon("keys", "new", "--directory", self.folder / "keys")
        self.portillon("migrate", "--account", self._user())
        for line in self._run(BUILD / "bin/portillon", "grants", env=self.environment).splitlines():
            self._passwords_of(line)
        grants = self._run(BUILD / "bin/portillon", "grants", "--passwords", self.folder / "passwords", env=self.environment)
        self._run(*self.client("portillon"), input=grants)

    def _passwords_of(self, grant):
        if not grant.startswith("CREATE USER") or "'portillon_" not in grant:
            return
        path = self.folder / "passwords" / grant.split("'portillon_")[1].split("'")[0]
        path.write_text("a-password-of-the-tests\n", "ascii")
        path.chmod(0o600)

    @property
    def environment(self):
        return {**os.environ, "PORTILLON_CONFIG": str(self.folder / "portillon.toml")}

    def command(self, *arguments):
        return [str(BUILD / "bin/portillon"), *map(str, arguments)]

    def portillon(self, *arguments, status=0):
        """Its standard output and error."""
        done = subprocess.run(self.command(*arguments), env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode != status:
            raise AssertionError(f"portillon {arguments}: status {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout, done.stderr

    def feed(self, *arguments, status=0):
        """portillon import, its figures."""
        out, _ = self.portillon("import", "--json", *arguments, status=status)
        return json.loads(out)

    def sql(self, text, schema="portillon"):
        """Rows of texts."""
        out = self._run(*self.client(schema, "-e", text))
        return [tuple(line.split("\t")) for line in out.splitlines()]

    def number(self, text):
        return int(self.sql(text)[0][0])

    def content(self):
        """A checksum of each table that a feed writes: equal if not one byte has changed. CHECKSUM TABLE does not do for computed columns."""
        sums = {}
        for table in ("members", "contacts", "facts", "feed", "mix", "numbering", "sessions", "journeys", "outbox"):
            columns = self.sql(f"SELECT column_name FROM information_schema.columns WHERE table_schema = 'portillon' AND table_name = "
                               f"'{table}' AND extra NOT LIKE '%GENERATED%' ORDER BY ordinal_position")  # fmt: skip
            whole = ", ".join(f"COALESCE(HEX({column}), '-')" for (column,) in columns)
            sums[table] = self.sql(f"SELECT COUNT(*), COALESCE(SUM(CRC32(CONCAT_WS(',', {whole}))), 0) FROM {table}")[0]
        return sums

    def rows_written(self):
        """Since the server was started, of all tables of the schema."""
        changed = "SELECT COALESCE(SUM(rows_changed), 0) FROM information_schema.table_statistics WHERE table_schema = 'portillon'"
        return self.number(changed)
