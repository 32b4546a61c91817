"""The demo's site as members reach it, each from an address of its own, and the SMS gateway that their codes come by. Every answer is
looked at: what is not served must be the page that says so, in plain French, and when to come again."""

import collections
import http.client
import itertools
import threading

import here  # noqa: F401
from post import Post
from scripted_gateway import ScriptedGateway

PREFIX = "/acces/"
HEADING = "Le service est momentanément indisponible"
PHONE = "03 20 90 05 00"

Answer = collections.namedtuple("Answer", "status headers body")


def what_is_wrong_with(answer):
    """Why this is not how a member is told that he cannot be served now; empty: it is, or he was served."""
    if answer.status < 500:
        return ""
    text = answer.body.decode("utf-8", "replace")
    if answer.status != 503:
        return f"status {answer.status}"
    if not answer.headers.get("Retry-After", [""])[0].isdigit():
        return "503 without Retry-After"
    if HEADING not in text and "Le service est momentanément indisponible.\n" != text:
        return "503 that does not say what is the matter"
    if HEADING in text and PHONE not in text:
        return "503 without the telephone number"
    return ""


class Front:
    _addresses = (f"127.{a}.{b}.{c}" for a, b, c in itertools.product(range(64, 255), range(256), range(1, 255)))
    _lock = threading.Lock()

    def __init__(self, port):
        self.port, self.name = port, f"localhost:{port}"
        self.improper = []  # what no fault excuses
        self.cut = 0  # connections that ended without an answer

    def another_address(self):
        with self._lock:
            return next(self._addresses)

    def ask(self, method, path, fields=(), body=b"", source=None):
        """Raises OSError where no answer comes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40, source_address=(source or self.another_address(), 0))
        try:
            headers = dict(line.split(": ", 1) for line in fields)
            connection.request(method, path, body or None, {"Host": self.name, "Connection": "close", **headers})
            got = connection.getresponse()
            headers = collections.defaultdict(list)
            for name, value in got.getheaders():
                headers[name.title()].append(value)
            answer = Answer(got.status, dict(headers), got.read())
        except (OSError, http.client.HTTPException) as error:
            self.cut += 1
            raise OSError(str(error)) from None
        finally:
            connection.close()
        if not path.startswith(PREFIX + "sante/") and (wrong := what_is_wrong_with(answer)):
            self.improper.append(f"{method} {path}: {wrong}: {answer.body[:300]}")
        return answer

    def get(self, url, fields=(), source="127.0.0.1"):
        return self.ask("GET", PREFIX + url, fields, source=source)


class Gateway(Post, ScriptedGateway):
    """`hang(True)`: it takes connections and requests, and says nothing any more."""

    def __init__(self, port):
        Post.__init__(self)
        ScriptedGateway.__init__(self, port, ways=("stall",), stall=3600)

    def hang(self, so):
        self.fail(1.0 if so else 0.0)

    def _take(self, fields):
        self.take(fields["to"], fields.get("text", ""))
        return super()._take(fields)
