import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

import here
from children import Children, Service, StartFailure, Stopped


def sleeper(log, name="sleeper", **options):
    return Service(name, ["sleep", "600"], log, **options)


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pid, within=5):
    deadline = time.monotonic() + within
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not alive(pid)


class ChildrenTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.log = Path(self.folder.name) / "log"
        self.children = Children()

    def tearDown(self):
        self.children.stop()
        self.folder.cleanup()

    def watch_for(self, seconds):
        """Watch until then; the stop request is a real signal, as ./run gets it."""
        timer = threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGTERM))
        timer.start()
        with self.assertRaises(Stopped):
            self.children.watch()
        timer.join()

    def test_a_killed_program_starts_again(self):
        service = sleeper(self.log)
        self.children.start(service)
        first = service.process.pid
        os.kill(first, signal.SIGKILL)
        self.watch_for(0.6)
        self.assertNotEqual(service.process.pid, first)
        self.assertTrue(alive(service.process.pid))

    def test_a_program_that_keeps_ending_is_tried_ever_more_slowly(self):
        service = Service("brief", ["sh", "-c", "echo started >&2"], self.log)
        self.children.start(service)
        self.watch_for(1.2)
        starts = len(self.log.read_text().splitlines())
        self.assertGreaterEqual(starts, 3)  # at 0, 0.1, 0.3, 0.7 s
        self.assertLessEqual(starts, 5)

    def test_a_program_that_vanished_is_tried_again(self):
        program = Path(self.folder.name) / "program"
        program.write_text("#!/bin/sh\nexec sleep 600\n")
        program.chmod(0o755)
        service = Service("replaced", [program], self.log)
        self.children.start(service)
        program.unlink()
        service.process.kill()
        self.watch_for(0.5)
        self.assertGreater(service.due, 0)

    def test_stop_ends_nginx_first_and_the_database_last(self):
        order = []
        for name in ("database", "identify", "code", "nginx"):
            service = sleeper(self.log, name)
            self.children.start(service)
            service.process.wait = self._noting(service, order)
        self.children.stop()
        self.assertEqual((order[0], order[-1]), ("nginx", "database"))

    @staticmethod
    def _noting(service, order):
        wait = type(service.process).wait

        def noted(*arguments):
            order.append(service.name)
            return wait(service.process, *arguments)

        return noted

    def test_a_program_that_ignores_the_stop_request_is_killed(self):
        service = Service("deaf", ["sh", "-c", "trap '' TERM; echo ready; sleep 600 & wait; wait"], self.log, stop_within=0.3)
        self.children.start(service)
        while "ready" not in self.log.read_text():
            time.sleep(0.01)
        self.children.stop()
        self.assertEqual(service.process.returncode, -signal.SIGKILL)

    def leaving_behind(self):
        """A program that ended, as a killed nginx master does, while its worker lives on."""
        service = Service("master", ["sh", "-c", "sleep 600 & echo $! >&2; exit 1"], self.log)
        self.children.start(service)
        service.process.wait()
        worker = int(self.log.read_text())
        self.assertTrue(alive(worker))
        return worker

    def test_what_an_ended_program_left_behind_ends_before_it_starts_again(self):
        worker = self.leaving_behind()
        self.watch_for(0.05)
        self.assertTrue(gone(worker))

    def test_stop_ends_also_what_an_ended_program_left_behind(self):
        worker = self.leaving_behind()
        self.children.stop()
        self.assertTrue(gone(worker))

    def test_a_step_that_fails_says_its_last_line(self):
        with self.assertRaisesRegex(StartFailure, "import: members.csv:3: no such kind"):
            self.children.run("import", ["sh", "-c", "echo members.csv:3: no such kind >&2; exit 1"], self.log)

    def test_a_step_that_fails_silently_does_not_borrow_an_older_line(self):
        self.log.write_text("an older error\n")
        with self.assertRaisesRegex(StartFailure, "import: exit status 1"):
            self.children.run("import", ["false"], self.log)

    def test_a_stop_request_interrupts_a_step_and_ends_it(self):
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGHUP)).start()
        began = time.monotonic()
        with self.assertRaises(Stopped):
            self.children.run("import", ["sleep", "600"], self.log)
        self.assertLess(time.monotonic() - began, 5)
        step = self.children._steps[0].pid
        self.children.stop()
        self.assertTrue(gone(step))

    def test_children_end_when_the_demo_itself_is_killed(self):
        program = (
            f"import sys; sys.path.insert(0, {str(here.ROOT / 'demo')!r})\n"
            "from children import *\n"
            f"children = Children(); service = Service('s', ['sleep', '600'], {str(self.log)!r})\n"
            "children.start(service); print(service.process.pid, flush=True); children.watch()\n"
        )
        demo = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
        child = int(demo.stdout.readline())
        demo.kill()
        demo.wait()
        demo.stdout.close()
        self.assertTrue(gone(child))


if __name__ == "__main__":
    unittest.main()
