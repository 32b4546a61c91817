"""One node alone behind the shipped site, and far more requests than it can work: flood.cc sends them."""

import functools
import json
import re
import subprocess
import threading
import urllib.parse

import processes
from processes import SOURCE
from target import FOLDER, PREFIX, config, front_configuration, target
from visitor import FORM, Visitor

MOST_OPEN = 1500  # connections of the crowd: more than wait at a page's socket (systemd/portillon@.socket)
PER_SECOND = 4000


@functools.cache
def program():
    made, source = FOLDER / "flood", SOURCE / "tests/attack/flood.cc"
    if not made.exists() or made.stat().st_mtime < source.stat().st_mtime:
        subprocess.run(["c++", "-std=c++20", "-O2", "-Wall", "-Wextra", "-Werror", source, "-o", made], check=True)
    return made


@functools.cache
def node():
    """The port of nginx, set up as the shipped examples say, before the first node alone; /prive/ is a page behind `session`."""
    site, port = target(), processes.free_port()
    run = site.state / "run"
    text = front_configuration(site)
    text = re.sub(r' server "unix:[^"]*/run2/[^"]*" max_fails=0;', "", text)
    text = text.replace(f"127.0.0.1:{site.front} ", f"127.0.0.1:{port} ").replace("front", "alone")
    text = text[: text.rindex("\nserver {")] + "\n}\n"  # without the scanners' one
    text = text.replace("proxy_pass http://127.0.0.1:8081;", f'alias "{site.state}/static/accessibilite.html"; default_type text/html;')
    config.write_private(run / "alone.conf", text)
    log = site.state / "log/alone.error.log"
    nginx = processes.start(["/usr/sbin/nginx", "-c", run / "alone.conf", "-p", run, "-e", log], log)
    processes.until_it_answers(nginx, port, log)
    return port


def address(number):
    """Of the crowd's: 127.64.0.1 and on, which no visitor of the other tests has."""
    return f"127.{64 + number // 60000}.{number // 250 % 240}.{1 + number % 250}"


def form(url, fields, cookies):
    """A form as a browser sends it, but for its address."""
    body = urllib.parse.urlencode(fields)
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return (
        f"POST {PREFIX}{url} HTTP/1.1\r\nHost: localhost:{target().port}\r\nConnection: close\r\nCookie: {cookie}\r\n"
        f"Content-Type: {FORM}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


class Flood:
    """Used with `with`: the requests come, in turns, until the block ends. Then `said` is what flood.cc tells."""

    def __init__(self, requests, seconds, per_second=PER_SECOND):
        self.seconds = seconds
        lines = (f"{address(number)} {len(data)}\n".encode() + data for number, data in enumerate(requests))
        self._input = b"".join(lines)
        self._command = [str(part) for part in (program(), node(), per_second, seconds, MOST_OPEN)]
        self.said = None

    def __enter__(self):
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, preexec_fn=processes.ends_with_us
        )
        self._feeder = threading.Thread(target=self._feed)
        self._feeder.start()
        return self

    def _feed(self):
        self._process.stdin.write(self._input)
        self._process.stdin.close()

    def __exit__(self, *_):
        self._process.wait(self.seconds + 60)
        self._feeder.join()
        self.said = json.loads(self._process.stdout.read())
        self._process.stdout.close()


def visitor(**options):
    return Visitor(port=node(), **options)
