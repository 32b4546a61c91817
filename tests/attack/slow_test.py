"""Visitors who take their time on purpose, very many of them: honest ones are served meanwhile, and nginx hangs up on the others."""

import itertools
import resource
import selectors
import socket
import statistics
import threading
import time
import unittest

from target import LONG, PREFIX, target
from visitor import FORM, Visitor

MANY = 10_000
NEEDED_FILES = MANY + 500
HOLD = 60.0 if LONG else 4.0  # seconds that the many stay after the last has come
CLIENT_TIMEOUT = 10  # nginx/example-private-space.conf, in four places


def files_allowed():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def connect(address, data):
    line = socket.create_connection(("127.0.0.1", target().front), timeout=20, source_address=(address, 0))
    line.sendall(data)
    line.setblocking(False)
    return line


def head(method, path, more=""):
    return f"{method} {PREFIX}{path} HTTP/1.1\r\nHost: localhost:{target().port}\r\n{more}".encode()


class Honest:
    """People who open a page and send its form, one after the other; how long each waits for both answers."""

    def once(self):
        visitor = Visitor(port=target().front)
        began = time.perf_counter()
        shown = visitor.get("connexion")
        answer = visitor.send("connexion", {"csrf": shown.csrf, "identifier": "", "password": ""})
        took = time.perf_counter() - began
        if (shown.status, answer.status) != (200, 422):
            raise AssertionError(f"an honest visitor gets {shown} and {answer}")
        return took

    def times(self, count=40):
        return [self.once() for _ in range(count)]


class Drip:
    """Keeps connections alive with a byte now and then, in a thread of its own."""

    def __init__(self, lines, byte=b"x", every=1.0):
        self.lines, self.byte, self.every = lines, byte, every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._drip, daemon=True)
        self._thread.start()

    def _drip(self):
        while not self._over.wait(self.every):
            for line in self.lines:
                try:
                    line.send(self.byte)
                except OSError:
                    pass

    def stop(self):
        self._over.set()
        self._thread.join()


def ends(lines, within):
    """Seconds after which each connection was ended by the other side; None: not within the time."""
    began, took = time.monotonic(), [None] * len(lines)
    with selectors.DefaultSelector() as selector:
        for number, line in enumerate(lines):
            selector.register(line, selectors.EVENT_READ, number)
        while selector.get_map() and time.monotonic() < began + within:
            for key, _ in selector.select(0.2):
                try:
                    over = not key.fileobj.recv(65536)
                except BlockingIOError:
                    continue
                except ConnectionError:
                    over = True
                if over:
                    took[key.data] = time.monotonic() - began
                    selector.unregister(key.fileobj)
    return took


def close(lines):
    for line in lines:
        line.close()


class Slow(unittest.TestCase):
    def served(self, before, during):
        """Ratios of one run: what a crowd may cost is a little, what pinned workers cost is everything."""
        ratio = statistics.median(during) / statistics.median(before)
        print(f"\n  {self._testMethodName}: honest answers {1000 * statistics.median(before):.1f} ms before, "
              f"{1000 * statistics.median(during):.1f} ms meanwhile: {ratio:.2f}", flush=True)  # fmt: skip
        self.assertLess(ratio, 10)

    def slow(self, lines_of, byte, gap):
        """Two hundred of them from ten addresses; each must be ended within nginx' time and a bit."""
        honest = Honest()
        before = honest.times()
        addresses = itertools.cycle([target().address() for _ in range(10)])
        lines = [lines_of(next(addresses)) for _ in range(200)]
        drip = Drip(lines, byte, gap) if byte else None
        try:
            self.served(before, honest.times())
            took = ends(lines, 4 * CLIENT_TIMEOUT)
            self.assertEqual(took.count(None), 0)
        finally:
            if drip:
                drip.stop()
            close(lines)

    def test_two_hundred_headers_that_never_end_hold_nobody_up_and_are_ended(self):
        self.slow(lambda address: connect(address, head("GET", "connexion", "X-Slow: ")), b"x", 1.0)

    def test_two_hundred_bodies_that_never_come_hold_nobody_up_and_are_ended(self):
        form = f"Content-Type: {FORM}\r\nContent-Length: 2000\r\n\r\nidentifier="
        self.slow(lambda address: connect(address, head("POST", "connexion", form)), b"", 0)

    def test_four_hundred_bodies_that_drip_hold_no_worker_of_any_page(self):
        """They may go on: a line that is only slow must not be cut off. What they hold is nginx' alone."""
        honest = Honest()
        before = honest.times()
        addresses = itertools.cycle([target().address() for _ in range(10)])
        form = f"Content-Type: {FORM}\r\nContent-Length: 2000\r\n\r\nidentifier="
        lines = [connect(next(addresses), head("POST", "connexion", form)) for _ in range(400)]
        drip = Drip(lines)
        try:
            self.served(before, honest.times())
            self.assertLess(sum(when is not None for when in ends(lines, 1.0)), 400)
        finally:
            drip.stop()
            close(lines)

    def test_two_hundred_answers_that_nobody_reads_hold_no_worker_of_any_page(self):
        honest = Honest()
        before = honest.times()
        addresses = itertools.cycle([target().address() for _ in range(10)])

        def unread(address):
            line = socket.socket()
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            line.bind((address, 0))
            line.connect(("127.0.0.1", target().front))
            line.sendall(head("GET", "connexion", "\r\n"))
            return line

        lines = [unread(next(addresses)) for _ in range(200)]
        try:
            self.served(before, honest.times())
        finally:
            close(lines)

    def test_one_address_may_have_a_hundred_requests_open_and_others_are_served_all_the_same(self):
        """limit_conn: the 101st request of one address whose body is awaited is refused at once."""
        form = f"Content-Type: {FORM}\r\nContent-Length: 2000\r\n\r\nidentifier="
        address = target().address()
        lines = [connect(address, head("POST", "connexion", form)) for _ in range(100)]
        try:
            time.sleep(0.3)
            refused = Visitor(address, target().front).get("connexion")
            self.assertEqual((refused.status, refused.header("Retry-After")), (429, "5"))
            self.assertIn("Trop de demandes", refused.html)
            self.assertEqual(Visitor(port=target().front).get("connexion").status, 200)
        finally:
            close(lines)

    def test_ten_thousand_connections_stand_open_and_an_honest_visitor_is_served(self):
        allowed = files_allowed()
        count = MANY if allowed >= NEEDED_FILES else allowed - 500
        if LONG:
            self.assertEqual(count, MANY, f"the long form needs ulimit -n {NEEDED_FILES}; here the most is {allowed}")
        honest = Honest()
        before = honest.times()
        addresses = itertools.cycle([target().address() for _ in range(125)])
        lines = []
        began = time.monotonic()
        try:
            # A third say nothing, a third begin a header, a third begin a body; all are kept alive or come again.
            form = f"Content-Type: {FORM}\r\nContent-Length: 2000\r\n\r\nidentifier="
            kinds = itertools.cycle([head("GET", "connexion", "X-Slow: "), head("POST", "connexion", form), b"G"])
            for _ in range(count):
                lines.append(connect(next(addresses), next(kinds)))
            came = time.monotonic() - began
            until = time.monotonic() + HOLD
            during, standing = [], []
            renewed = 0
            while len(standing) < 3 or time.monotonic() < until:
                during += honest.times(20)
                standing.append(self.standing())
                renewed += self.renew(lines, addresses, kinds)
            print(f"\n  {count} connections came within {came:.1f} s, {min(standing)} to {max(standing)} stood at nginx for "
                  f"{HOLD:.0f} s, {renewed} of them came again after nginx had ended them", flush=True)  # fmt: skip
            self.assertGreaterEqual(max(standing), 0.98 * count)
            self.served(before, during)
        finally:
            close(lines)

    def standing(self):
        """Established connections at the front, as the kernel counts them on the server's side."""
        port = f":{target().front:04X}"
        with open("/proc/net/tcp", encoding="ascii") as table:
            return sum(1 for line in table if (f := line.split())[1].endswith(port) and f[3] == "01")

    def renew(self, lines, addresses, kinds):
        """Those that nginx has ended come again."""
        ended = 0
        for number, line in enumerate(lines):
            try:
                if line.recv(65536):
                    continue  # 408; the end comes next
            except BlockingIOError:
                continue
            except OSError:
                pass
            line.close()
            lines[number] = connect(next(addresses), next(kinds))
            ended += 1
        return ended


if __name__ == "__main__":
    unittest.main()
