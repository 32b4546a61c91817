"""docs/fr/sauvegarder.md, done as it stands there: its own command lines, on the machine."""

import base64
import hashlib
import re
import secrets
import unittest

import root
from machine import Machine
from site_client import Site

GUIDE = (root.SOURCE / "docs/fr/sauvegarder.md").read_text("utf-8")


def commands(heading):
    """The lines to be typed below a heading, in order."""
    section = re.split(r"^##+ ", GUIDE.split(f"\n## {heading}\n")[1], maxsplit=1, flags=re.M)[0]
    return [line.strip() for line in section.splitlines() if re.match(r" {4,}[a-z].* .*", line)]


class BackupTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.machine = Machine.get()
        cls.site = Site(cls.machine)
        settings = re.search(r"^    \[mariadb\]\n(?:    .+\n)+", GUIDE, re.M)[0]
        cls.machine.write("/etc/mysql/mariadb.conf.d/60-portillon.cnf", settings)
        cls.machine.run("systemctl", "restart", "mariadb")
        cls.addClassCleanup(cls.machine.run, "sh", "-c", "rm -f /etc/mysql/mariadb.conf.d/60-portillon.cnf && systemctl restart mariadb")

    def type(self, lines):
        """In one shell, as somebody who copies them."""
        return self.machine.run("bash", "-euo", "pipefail", "-c", "\n".join(lines), within=120)

    def sql(self, statement):
        return self.machine.run("mariadb", "--batch", "--skip-column-names", "portillon", f"--execute={statement}").strip()

    def signed_in(self):
        """(cookie, row): a session as signing in leaves it."""
        token = secrets.token_bytes(32)
        cookie = base64.urlsafe_b64encode(token).rstrip(b"=").decode()
        row = hashlib.sha256(cookie.encode()).hexdigest()
        self.sql(
            f"INSERT INTO sessions SELECT UNHEX('{row}'), 1, member, 0, '', 'Firefox', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)"
            " FROM members LIMIT 1"
        )
        return f"Cookie: __Host-portillon-session={cookie}", row

    def content(self):
        """Of the tables that `portillon restored` leaves as they were, row by row."""
        tables = ("contacts", "feed", "facts", "mix", "numbering", "allowances", "sign_ins", "audit_heads", "schema_version")
        dump = ("mariadb-dump", "--no-create-info", "--skip-comments", "--skip-extended-insert", "--order-by-primary", "--hex-blob")
        rows = self.machine.run(*dump, "portillon", *tables)
        self.assertGreater(rows.count("INSERT INTO"), 10)
        return rows + self.sql("SELECT member, HEX(subject), password, HEX(identifier_sealed), HEX(address_sealed) FROM members ORDER BY member")

    def opens(self, cookie):
        return self.site.ask("GET", "/acces/coordonnees", [cookie]).status == 200

    def restore(self, replay, restored=True):
        lines = [line for line in commands("Restaurer") if replay or "binlog" not in line and "position" not in line and "premier" not in line]
        self.assertTrue(any("DROP DATABASE" in line for line in lines), lines)
        self.type([line for line in lines if restored or line != "portillon-admin restored"])

    def test_the_dump_alone_brings_everything_of_its_day_and_nothing_that_ended_since(self):
        cookie, row = self.signed_in()
        self.assertTrue(self.opens(cookie))
        self.type([line for line in commands("La base, chaque nuit") if line.startswith("mariadb-dump")])
        before = self.content()
        self.sql(f"DELETE FROM sessions WHERE session = UNHEX('{row}')")
        self.assertFalse(self.opens(cookie))
        self.restore(replay=False, restored=False)
        self.assertTrue(self.opens(cookie), "a session that ended after the dump is expected to come back without `portillon-admin restored`")
        self.restore(replay=False)
        self.assertFalse(self.opens(cookie))
        self.assertEqual(self.content(), before)
        self.assertEqual(self.sql("SELECT COUNT(*) FROM audit WHERE event = 'restored_by_operator'"), "1")
        self.machine.wait_until(lambda: self.site.ask("GET", "/acces/sante/pret").status == 200, "not ready after the restore")

    def test_with_the_binary_log_nothing_is_lost(self):
        dump = next(line for line in commands("La base, chaque nuit") if line.startswith("mariadb-dump"))
        self.type([dump.replace("--hex-blob", "--hex-blob --master-data=2")])
        self.sql("INSERT INTO allowances (bucket, used, ends_at) VALUES (REPEAT('r', 32), 42, UTC_TIMESTAMP(6) + INTERVAL 1 DAY)")
        self.restore(replay=True)
        self.assertEqual(self.sql("SELECT used FROM allowances WHERE bucket = REPEAT('r', 32)"), "42")
        self.sql("DELETE FROM allowances WHERE bucket = REPEAT('r', 32)")

    def test_keys_come_back_from_their_own_copy(self):
        self.machine.run("sh", "-c", "tar -C /etc/portillon -cf /root/keys.tar keys && mkdir -m 700 /root/back && tar -C /root/back -xf /root/keys.tar")
        self.machine.run("portillon", "keys", "check", "--directory", "/root/back/keys")
        self.machine.run("sh", "-c", "cmp /etc/portillon/keys/index /root/back/keys/index && rm -r /root/back /root/keys.tar")
