"""An SMS gateway of our own on the loopback: takes forms, fails as often as told, remembers what it took, and can tell later what
became of it.

    with ScriptedGateway(port=20230, failing=0.2, receipts_after=0.05) as gateway:
        gateway.description("essai")    # [[sms]] and [[receipts]], for a configuration
        gateway.accepted()              # Accepted(handle, to, text, at), in order
        gateway.counts()                # requests, accepted, repeated, connections, receipts, and each way of failing

A failing request is answered 500 (surely not taken), cut without an answer (`cut`: not taken; `cut_taken`: taken and accepted
all the same), or left without an answer for `stall` seconds (not taken). `seed` makes the same course again.
"""

import asyncio
import random
import threading
import time
import urllib.parse
from collections import Counter, namedtuple

Accepted = namedtuple("Accepted", "handle to text at")

_RECEIPT_TRIES = 6


class ScriptedGateway:
    def __init__(
        self, port, failing=0.0, ways=("error", "cut", "cut_taken", "stall"), stall=3.0, receipts_after=None,
        undelivered=0.0, knows_handles=False, seed=1,
    ):  # fmt: skip
        self._port = port
        self._failing = failing  # part of all requests, 0 to 1
        self._ways = ways
        self._stall = stall
        self._receipts_after = receipts_after  # seconds; None: none
        self._undelivered = undelivered  # part of the receipts that say failed
        self._knows_handles = knows_handles
        self._random = random.Random(seed)
        self._accepted = []
        self._ids = {}
        self._counts = Counter()
        self._loop = None
        self._thread = None
        self._tasks = set()
        self.url = f"http://127.0.0.1:{port}/send"

    def description(self, name, receipt_url=None, timeout=10):
        """TOML; `receipt_url`: of the receipt page, as this gateway reaches it."""
        receipt = 'receipt = "{receipt}"\n' if receipt_url else ""
        text = (
            f'[[sms]]\nname = "{name}"\nurl = "{self.url}"\ntimeout = {timeout}\n'
            f"idempotent = {'true' if self._knows_handles else 'false'}\n"
            f'[sms.form]\nto = "{{to}}"\ntext = "{{text}}"\nhandle = "{{handle}}"\n{receipt}'
            '[sms.refused]\nstatus = [400]\nbody_starts = ["number"]\n'
            '[sms.accepted]\nstatus = [200]\nbody_starts = ["id "]\n[sms.id]\nafter = "id "\n'
        )
        if receipt_url:
            text += f'[[receipts]]\nprovider = "{name}"\nurl = "{receipt_url}"\ndelivered = ["1"]\nfailed = ["2"]\n'
        return text

    def accepted(self):
        return list(self._accepted)

    def counts(self):
        return dict(self._counts)

    def fail(self, part):
        """From now on this part of all requests fails."""
        self._failing = part

    def start(self):
        ready = threading.Event()
        failure = []

        async def serve():
            try:
                server = await asyncio.start_server(self._talk, "127.0.0.1", self._port, backlog=512)
            except OSError as error:
                failure.append(error)
                return
            finally:
                ready.set()
            self._loop = asyncio.get_running_loop()
            self._stopping = asyncio.Event()
            self._listening.set()
            async with server:
                await self._stopping.wait()
            for task in list(self._tasks):
                task.cancel()

        self._listening = threading.Event()
        self._thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
        self._thread.start()
        ready.wait(10)
        if failure:
            raise failure[0]
        self._listening.wait(10)
        return self

    def stop(self):
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join(10)
            self._loop = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    async def _talk(self, reader, writer):
        task = asyncio.current_task()
        self._tasks.add(task)
        self._counts["connections"] += 1
        try:
            while await self._answer(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _answer(self, reader, writer):
        """One request; False: the connection ends."""
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        fields = dict(urllib.parse.parse_qsl((await reader.readexactly(length)).decode(), keep_blank_values=True))
        self._counts["requests"] += 1
        way = self._random.choice(self._ways) if self._random.random() < self._failing else "accept"
        if way == "error":
            self._counts["error"] += 1
            return await self._say(writer, 500, "not now")
        if way == "stall":
            self._counts["stall"] += 1
            await asyncio.sleep(self._stall)
            return False
        if way == "cut":
            self._counts["cut"] += 1
            writer.transport.abort()
            return False
        if not fields.get("to", "").startswith("+"):
            return await self._say(writer, 400, "number")
        name = self._take(fields)
        if way == "cut_taken":
            self._counts["cut_taken"] += 1
            writer.transport.abort()
            return False
        return await self._say(writer, 200, f"id {name}")

    def _take(self, fields):
        handle = fields.get("handle", "")
        if self._knows_handles and handle in self._ids:
            self._counts["repeated"] += 1
            return self._ids[handle]
        name = f"m{len(self._accepted) + 1}"
        self._ids[handle] = name
        self._accepted.append(Accepted(handle, fields["to"], fields.get("text", ""), time.time()))
        self._counts["accepted"] += 1
        if self._receipts_after is not None and fields.get("receipt"):
            status = 2 if self._random.random() < self._undelivered else 1
            task = asyncio.get_running_loop().create_task(self._tell(f"{fields['receipt']}&status={status}"))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return name

    @staticmethod
    async def _say(writer, status, body):
        writer.write(f"HTTP/1.1 {status} Said\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        await writer.drain()
        return True

    async def _tell(self, url):
        """A receipt, again and again until it is taken."""
        place = urllib.parse.urlsplit(url)
        request = f"GET {place.path}?{place.query} HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: close\r\n\r\n".encode()
        for attempt in range(_RECEIPT_TRIES):
            await asyncio.sleep(self._receipts_after * 2**attempt)
            try:
                reader, writer = await asyncio.open_connection(place.hostname, place.port or 80)
                writer.write(request)
                status = (await reader.readline()).split()
                writer.close()
            except OSError:
                status = []
            if status[1:2] == [b"200"]:
                self._counts["receipts"] += 1
                return
        self._counts["receipts_given_up"] += 1
