"""What a program can do that was taken over: everything is tried from inside the units, by something else in the program's place.

The same is tried by an ordinary user without a sandbox, so that a try that could not work anywhere is found out. Not tried:
IPAddressAllow=, MemoryMax= and TasksMax=, which systemd enforces by control groups of version 2 that this machine may lack.
"""

import json
import re
import unittest

from machine import PROBES, Machine
from users_test import PAGES, PROGRAMS, unit_of

_PROBE = f"/usr/bin/python3 -B {PROBES}/sandbox_probe.py"
# Of a unit, what makes it a server: all other lines stay as they are. With Sockets= systemd would hand the sockets of the page that
# serves to the twin too, and make them blocking again for both.
_SERVER = "ExecStart|NotifyAccess|Restart|RestartSec|Sockets|StandardError|StandardInput|StandardOutput|TimeoutStopSec|Type|WatchdogSec"

_DEVICES = {"/dev/full", "/dev/null", "/dev/pts/ptmx", "/dev/random", "/dev/urandom", "/dev/zero"}
_DEVICES |= {"/var/spool/postfix/dev/random", "/var/spool/postfix/dev/urandom"}  # the same two, in the mail server's own folder


def twin(text):
    """The unit with the probe for its program."""
    service = re.sub(rf"(?m)^(?:{_SERVER})=.*\n", "", text[text.index("[Service]\n") : (text + "\n[Install]").index("\n[Install]")] + "\n")
    return f"[Unit]\n{service}\nType=oneshot\nExecStart={_PROBE}\nExecPaths=/usr/bin/python3.11 /usr/lib/python3.11\nStandardOutput=truncate:/run/probe/%n\n"


class SandboxTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.machine = machine = Machine.get()
        units, shipped = "/run/systemd/system", "/usr/lib/systemd/system"
        machine.run("mkdir", "-p", "/run/probe")
        page = machine.run("cat", f"{shipped}/portillon@.service")
        courier = machine.run("cat", f"{shipped}/portillon-courier.service")
        machine.write(f"{units}/probe@.service", twin(page))
        machine.write(f"{units}/probe-courier.service", twin(courier))
        machine.write(f"{units}/probe-free.service", f"[Service]\nType=oneshot\nUser=jeanne\nExecStart={_PROBE}\nStandardOutput=truncate:/run/probe/%n\n")
        for stem in PAGES:
            machine.run("sh", "-c", f"[ ! -d {shipped}/{unit_of(stem)}.d ] || cp -R {shipped}/{unit_of(stem)}.d {units}/probe@{stem}.service.d")
        machine.run("systemctl", "daemon-reload")
        cls.units = {stem: "probe-courier.service" if stem == "courier" else f"probe@{stem}.service" for stem in PROGRAMS}
        machine.ask("systemctl", "start", *cls.units.values(), "probe-free.service", within=120)
        for unit in (*cls.units.values(), "probe-free.service"):
            if machine.property(unit, "Result") != "success":
                raise AssertionError(machine.run("journalctl", "--no-pager", f"--unit={unit}") + machine.run("cat", f"/run/probe/{unit}"))
        cls.found = {stem: json.loads(machine.run("cat", f"/run/probe/{unit}")) for stem, unit in cls.units.items()}
        cls.free = json.loads(machine.run("cat", "/run/probe/probe-free.service"))

    def test_no_program_gains_a_privilege_or_a_capability(self):
        for stem, found in self.found.items():
            status = found["status"]
            for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
                self.assertEqual(int(status[name], 16), 0, f"{stem} {name}")
            self.assertEqual((status["NoNewPrivs"], status["Seccomp"]), ("1", "2"), stem)
            self.assertGreater(int(status["Seccomp_filters"]), int(self.free["status"]["Seccomp_filters"]) + 20, stem)
        self.assertEqual(self.free["status"]["NoNewPrivs"], "0")

    def test_what_an_ordinary_user_may_ask_of_the_kernel_is_refused_to_a_program(self):
        self.assertEqual({name: answer for name, answer in self.free["calls"].items() if answer != "yes"}, {})
        for stem, found in self.found.items():
            self.assertEqual({name: answer for name, answer in found["calls"].items() if answer not in ("EPERM", "EACCES")}, {}, stem)

    def test_a_page_has_no_network_and_the_courier_the_internets_families_alone(self):
        families = {family for family, answer in self.free["families"].items() if answer == "yes"}
        self.assertLessEqual({"AF_INET", "AF_INET6", "AF_NETLINK", "AF_UNIX"}, families)
        for stem, found in self.found.items():
            left = {family for family, answer in found["families"].items() if answer == "yes"}
            self.assertEqual(left, {"AF_UNIX"} | ({"AF_INET", "AF_INET6"} if stem == "courier" else set()), stem)
            # A page's network is not the machine's: there is nobody in it.
            self.assertEqual(found["network"] == self.free["network"], stem == "courier", stem)

    def test_a_program_sees_no_process_but_its_own(self):
        self.assertGreater(len(self.free["processes"]), 10)
        for stem, found in self.found.items():
            self.assertEqual(found["processes"], [], stem)

    def test_a_page_makes_no_file_anywhere_and_the_courier_in_its_own_folders_alone(self):
        self.assertLessEqual({"/dev/shm", "/home/jeanne", "/run/lock", "/tmp", "/var/tmp"}, set(self.free["writable"]))
        courier = {"/dev/shm", "/tmp", "/var/lib/portillon-courier", "/var/tmp"}
        for stem, found in self.found.items():
            self.assertEqual(set(found["writable"]) - _DEVICES, courier if stem == "courier" else set(), stem)

    def test_a_program_connects_to_the_database_and_health_to_where_pages_tell_that_they_live(self):
        self.assertIn("/run/dbus/system_bus_socket", self.free["connectable"])
        for stem, found in self.found.items():
            alive = sorted(f"/run/portillon/alive/{page}.sock" for page in PAGES) if stem == "health" else []
            self.assertEqual(found["connectable"], ["/run/mysqld/mysqld.sock", *alive], stem)

    def test_nothing_but_places_and_names_is_in_the_environment(self):
        known = {"CREDENTIALS_DIRECTORY", "INVOCATION_ID", "LANG", "LOGNAME", "PATH", "PORTILLON_CONFIG", "STATE_DIRECTORY", "SYSTEMD_EXEC_PID", "USER"}
        for stem, found in self.found.items():
            self.assertLessEqual(set(found["environment"]), known, stem)


if __name__ == "__main__":
    unittest.main()
