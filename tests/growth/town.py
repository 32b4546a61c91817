"""A caisse of any size: the demo with the benchmark's few members, whose passwords are known, among all the others."""

import os
import shutil
from pathlib import Path

import surroundings
from costs import run
from surroundings import BUILD, STATE, Surroundings

import database  # the demo's

SCHEMA = database.NAME


class Town(Surroundings):
    """Used with `with`; nothing of it is left. `pool`: MariaDB's memory for pages."""

    demo = Path(__file__).resolve().with_name("demo.py")

    def __init__(self, visitors, pool):
        surroundings.compile_programs()
        os.environ["GROWTH_POOL"] = pool
        super().__init__(visitors)

    def __exit__(self, *error):
        super().__exit__(*error)
        shutil.rmtree(STATE, ignore_errors=True)

    @property
    def server_process(self):
        return self.processes()["mariadbd"]

    def client(self, schema=SCHEMA):
        return database.client(STATE / "run/database.sock", "--local-infile=1", schema)

    def sql(self, text, schema=SCHEMA):
        """Rows of texts."""
        out, _ = run([*self.client(schema), "--execute", text], os.environ)
        return [tuple(line.split("\t")) for line in out.splitlines()]

    def portillon(self, *arguments, account="admin", accepted=(0,), given=None):
        """What it printed, and the peak of its memory in MB."""
        environment = {**os.environ, "PORTILLON_CONFIG": str(STATE / "portillon.toml"),
                       "CREDENTIALS_DIRECTORY": str(STATE / "credentials" / account)}  # fmt: skip
        return run([BUILD / "bin/portillon", *arguments], environment, accepted, given)

    def rows_read(self):
        """By each account of the product, since the server was started."""
        rows = self.sql("SELECT SUBSTRING(user, 11), rows_read FROM information_schema.user_statistics WHERE user LIKE 'portillon\\_%'")
        return {account: int(count) for account, count in rows}

    def scanned(self):
        """Rows that were read one after the other without an index, by everybody."""
        return int(self.sql("SELECT variable_value FROM information_schema.global_status WHERE variable_name = 'Handler_read_rnd_next'")[0][0])

    def disk(self):
        """MB by table, as its file takes them."""
        files = (STATE / "database" / SCHEMA).glob("*.ibd")
        return {file.stem: file.stat().st_blocks * 512 / 1e6 for file in files}
