"""Each user of the system on each key, password, socket, process and account of the database: really tried."""

import collections
import unittest

import root
from machine import Machine

PAGES = root.stems()
PROGRAMS = [*PAGES, "courier"]


def user_of(stem):
    return f"portillon_{stem}"


def unit_of(stem):
    return "portillon-courier.service" if stem == "courier" else f"portillon@{stem}.service"


class UsersTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.machine = machine = Machine.get()
        cls.accounts = machine.run("mariadb", "--batch", "--skip-column-names", "--execute",
                                   r"SELECT user FROM mysql.user WHERE user LIKE 'portillon\_%'").split()  # fmt: skip
        cls.users = [*sorted({*map(user_of, PROGRAMS), *cls.accounts}), "www-data", "mysql", "jeanne", "nobody"]
        cls.keys = machine.run("ls", "/etc/portillon/keys").split()
        cls.given = {stem: machine.run("ls", f"/run/credentials/{unit_of(stem)}").split() for stem in PROGRAMS}
        cls.processes = {stem: machine.property(unit_of(stem), "MainPID") for stem in PROGRAMS}

    def setUp(self):
        # Whatever was tried, the same processes serve as before.
        self.assertNotIn("0", self.processes.values())

    def questions(self):
        """(column of the table, what, target, who alone may)"""
        for key in self.keys:
            yield "key files", "read", f"/etc/portillon/keys/{key}", ()
        for stem in self.accounts:
            yield "password files", "read", f"/etc/portillon/database/{stem.removeprefix('portillon_')}", ()
        for folder in ("/etc/portillon/keys", "/etc/portillon/providers", "/etc/portillon/database", "/etc/ssl/private", "/root", "/var/lib/mysql/portillon"):
            yield "closed folders", "list", folder, ("mysql",) if "mysql" in folder else ()
        for stem in PROGRAMS:
            for name in self.given[stem]:
                yield "credentials", "read", f"/run/credentials/{unit_of(stem)}/{name}", (user_of(stem),)
            yield "credentials", "write", f"/run/credentials/{unit_of(stem)}/{self.given[stem][0]}", ()
        for stem in PAGES:
            yield "page sockets", "connect", f"/run/portillon/{stem}.sock", ("www-data",)
            yield "alive sockets", "connect", f"/run/portillon/alive/{stem}.sock", ()  # the page health alone, by its group
        yield "wake socket", "wake", "/run/portillon/courier.wake", ()  # units alone, by their group
        for stem, pid in self.processes.items():
            # Not even by another process of the same user: PrivateUsers= makes a program's memory another namespace's.
            for name in ("environ", "mem", "maps", "auxv"):
                yield "memory", "read", f"/proc/{pid}/{name}", ()
            for name in ("root", "cwd", "exe", "fd/0"):
                yield "memory", "follow", f"/proc/{pid}/{name}", ()
            yield "signals", "signal", int(pid), (user_of(stem),)
        for account in self.accounts:
            yield "accounts", "log_in", account, (account,)
        for folder in ("/etc/portillon", "/run/portillon", "/var/lib/portillon", "/usr/lib/portillon", "/usr/share/portillon/pages",
                       "/etc/portillon/nginx", "/usr/lib/systemd/system", "/var/lib/portillon/static/nginx"):  # fmt: skip
            yield "writing", "into", folder, ()
        for stem in PAGES:
            yield "writing", "write", f"/usr/lib/portillon/portillon-{stem}", ()
        for name in ("/etc/portillon/portillon.toml", "/usr/share/portillon/pages/layout.html", "/var/lib/portillon/static/erreur/503.html"):
            yield "writing", "write", name, ()

    def test_each_user_may_do_what_its_program_needs_and_nothing_else(self):
        questions = list(self.questions())
        table = collections.defaultdict(lambda: [0, 0])
        wrong = []
        for user in self.users:
            answers = self.machine.questions(user, [[what, target] for _, what, target, _ in questions])
            for (column, what, target, who), answer in zip(questions, answers, strict=True):
                table[user, column][0] += answer == "yes"
                table[user, column][1] += 1
                if (answer == "yes") != (user in who):
                    wrong.append(f"{user} {what} {target}: {answer}")
                elif answer not in ("yes", "EACCES", "EPERM") and not (answer == "ENOENT" and "/database/" in target):
                    wrong.append(f"{user} {what} {target}: {answer}, which proves nothing")
        self.show(table)
        self.assertFalse(wrong, "\n".join(wrong[:40]))
        self.assertGreater(sum(tried for _, tried in table.values()), 5000)

    def show(self, table):
        columns = list(dict.fromkeys(column for _, column in table))
        print("\nseen: what a user of the system got of what it tried (each page its own credentials, signals and account)")
        rows = [["user of the system", *columns]]
        for user in self.users:
            rows.append([user, *("{} of {}".format(*table[user, column]) for column in columns)])
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            print("seen: " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        print(f"seen: {sum(tried for _, tried in table.values())} accesses tried by {len(self.users)} users")

    def test_every_account_of_the_database_has_its_user_and_no_user_can_log_in_anywhere_else(self):
        passwd = dict(line.split(":", 1) for line in self.machine.run("getent", "passwd").splitlines())
        for account in self.accounts:
            self.assertIn(account, passwd)
        for user in self.users[: -4]:
            self.assertRegex(passwd[user], r":/usr/sbin/nologin$", user)
            self.assertTrue(self.machine.run("getent", "shadow", user).split(":")[1].startswith("!"), user)
            self.assertEqual(self.machine.run("id", "--groups", "--name", user).split(), [user])

    def test_a_program_is_given_its_own_keys_and_no_other(self):
        keys = {stem: set(names) for stem, _, names, _ in root.page_rows()}
        for stem in PAGES:
            self.assertEqual(set(self.given[stem]) - {"database"}, keys[stem], stem)
        self.assertLess(len(self.given["courier"]), len(self.keys))
        private = [stem for stem in PROGRAMS if "contact_private" in self.given[stem]]
        self.assertEqual(private, ["courier"])

    def test_a_key_reaches_its_program_whole_and_nothing_of_it_is_told_anywhere_else(self):
        for stem in PAGES:
            for name in set(self.given[stem]) - {"database"}:
                self.machine.run("cmp", f"/run/credentials/{unit_of(stem)}/{name}", f"/etc/portillon/keys/{name}")
        secrets = [line.split(":", 1)[1] for line in self.machine.run("sh", "-c", "cat /etc/portillon/keys/*").splitlines() if ":" in line]
        self.assertGreaterEqual(len(secrets), len(self.keys))
        told = self.machine.run("journalctl", "--no-pager", "--output=export")
        for pid in self.processes.values():
            told += self.machine.run("cat", f"/proc/{pid}/environ", f"/proc/{pid}/cmdline")
        told += self.machine.run("systemctl", "show", *(unit_of(stem) for stem in PROGRAMS))
        self.assertIn("portillon", told)
        self.assertEqual([secret[:4] for secret in secrets if secret in told], [])

    def test_each_program_runs_as_its_user_and_with_the_one_group_that_its_work_needs(self):
        wake, alive = (self.machine.run("getent", "group", name).split(":")[2] for name in ("portillon_wake", "portillon_alive"))
        keys = {stem: names for stem, _, names, _ in root.page_rows()}
        for stem, pid in self.processes.items():
            status = self.machine.run("cat", f"/proc/{pid}/status")
            uid = self.machine.run("id", "--user", user_of(stem)).strip()
            self.assertRegex(status, rf"(?m)^Uid:\t{uid}\t{uid}\t{uid}\t{uid}$")
            groups = set(status.split("Groups:\t")[1].split("\n")[0].split()) - {uid}
            wanted = {wake} if f"audit_{stem}" in keys.get(stem, ()) else {alive} if stem == "health" else set()
            self.assertEqual(groups, wanted, stem)


if __name__ == "__main__":
    unittest.main()
