"""A machine that has too little: memory, descriptors, the right time."""

import os
import resource
import time
import unittest
from pathlib import Path

import here
from load import OWN
from processes import until
from suffering import Suffering


CGROUPS = Path("/sys/fs/cgroup/memory")  # of version 1


def descriptors(pid):
    return [int(path.name) for path in Path(f"/proc/{pid}/fd").iterdir()]


def address_space(pid):
    """While it computes nothing, if it ever rests."""
    def now():
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[0]) * resource.getpagesize()

    return min(now() for _ in range(50) if not time.sleep(0.02))


class Machine(Suffering):
    def test_a_page_without_a_descriptor_left_begins_afresh_and_who_waited_is_served(self):
        self.still("PortillonDescripteurs")
        (pid,) = self.caisse.pids("channel")
        most = min(set(range(1000)) - set(descriptors(pid)))  # the next one would be this
        self.caisse.limit("channel", resource.RLIMIT_NOFILE, (most, most))
        until("it has begun afresh", lambda: self.caisse.pids("channel") not in ([pid], []), 60)
        self.assertTrue(self.caisse.says("channel", '"event":"worker_failed"'))
        self.well("no descriptor left to a page", time.monotonic())
        self.assertLessEqual(len(self.caisse.load.failed(self.began)), 4)  # a worker each, which had no connection yet

    @unittest.skipUnless(here.LONG, "in the long form")
    def test_descriptors_that_run_low_ring_before(self):
        (pid,) = self.caisse.pids("code")
        _, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        self.caisse.limit("code", resource.RLIMIT_NOFILE, (int(len(descriptors(pid)) * 1.15), hard))
        self.ring("PortillonDescripteurs")
        self.caisse.limit("code", resource.RLIMIT_NOFILE, (hard, hard))
        self.well("few descriptors left to a page", time.monotonic())

    def test_memory_that_is_short_is_no_wrong_password(self):
        person = next(person for person in self.caisse.people if ("connexion", "coordonnees") in self.caisse.load.told[person.number])
        (pid,) = self.caisse.pids("sign_in")
        most = address_space(pid) + 2**20
        self.caisse.limit("sign_in", resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))
        sign_in = type(self.visitor)(person, self.caisse.site, self.caisse.gateway, [])
        known = {"identifier": person.identifier, "password": OWN}
        for _ in range(8):  # more than one may be wrong without a wait
            self.assertEqual(sign_in.attempt("connexion", **known).status, 503)
        self.ring("PortillonErreurInterne")
        if pid in self.caisse.pids("sign_in"):
            self.caisse.limit("sign_in", resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        self.well("no memory for a password", time.monotonic())
        self.assertEqual(sign_in.attempt("connexion", **known).status, 303)

    @unittest.skipUnless(here.LONG and CGROUPS.exists(), "in the long form, with cgroups for memory")
    def test_a_page_that_the_kernel_kills_for_want_of_memory_is_started_again(self):
        group = CGROUPS / f"portillon-faults-{os.getpid()}"
        group.mkdir()
        try:
            (group / "memory.limit_in_bytes").write_text(str(8 * 2**20))  # half of what a password takes
            for _ in range(3):
                (pid,) = self.caisse.pids("new_password")
                (group / "cgroup.procs").write_text(str(pid))
                until("it is another one", lambda: self.caisse.pids("new_password") not in ([pid], []), 60)
                time.sleep(1)
        finally:
            until("nobody is in it", lambda: not (group / "cgroup.procs").read_text().strip(), 30)
            group.rmdir()
        self.well("a page killed three times for want of memory", time.monotonic(), most_cut=3 * self.caisse.at_once)

    def goes(self, clock, by, sign):
        """Seconds ahead; what was in the courier's hands when the time went back waits for it to come again, and nothing else does."""
        for seconds in by:
            self.caisse.set_clock(clock, seconds)
            until("it is seen", lambda: abs(sign * self.caisse.ready()[1].get("clock_seconds", 0) - seconds) <= 2, 60)
            status, found = self.caisse.ready()
            self.assertEqual((status, "clock" in found["missing"]), (503, True) if abs(seconds) > 300 else (200, False))
            self.assertEqual("clock" in found["late"], 5 < abs(seconds) <= 300)
            time.sleep(3.0 if here.LONG else 0.3)
        self.assertEqual(self.caisse.load.failed(self.began), [])

    def test_the_database_s_clock_goes_forth_and_back(self):
        self.goes("clock", (200, 600, 0) if here.LONG else (600, 0), -1)
        self.well("the database's clock ten minutes forth and back", time.monotonic())

    @unittest.skipUnless(here.LONG, "in the long form")
    def test_the_machine_s_clock_goes_forth_and_back(self):
        self.goes("machine_clock", (200, 600, -600, 0), 1)
        self.well("the machine's clock ten minutes forth and back", time.monotonic())


if __name__ == "__main__":
    unittest.main()
