"""Stands before an HTTP gateway and lets a part of the requests go wrong, in each of the ways in which a line or a gateway does:

    error       500, and the gateway never saw it
    cut         the connection ends, and the gateway never saw it
    cut_taken   the gateway took it, and its answer is lost
    stall       nothing for `stall` seconds, and the gateway never saw it
"""

import asyncio
import random
import threading
from collections import Counter

WAYS = ("error", "cut", "cut_taken", "stall")


class FlakyProxy:
    def __init__(self, port, behind, failing=0.0, ways=WAYS, stall=2.0, seed=1):
        self._port = port
        self._behind = behind
        self.failing = failing  # part of all requests, 0 to 1; may be changed at any time
        self._ways = ways
        self._stall = stall
        self._random = random.Random(seed)
        self.counts = Counter()
        self._tasks = set()

    def __enter__(self):
        ready = threading.Event()

        async def serve():
            self._loop = asyncio.get_running_loop()
            self._ending = asyncio.Event()
            server = await asyncio.start_server(self._talk, "127.0.0.1", self._port, backlog=512)
            ready.set()
            async with server:
                await self._ending.wait()
                for task in list(self._tasks):
                    task.cancel()

        self._thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
        self._thread.start()
        if not ready.wait(10):
            raise AssertionError(f"port {self._port} cannot be listened at")
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join(10)

    async def _talk(self, reader, writer):
        self._tasks.add(asyncio.current_task())
        try:
            while await self._pass(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(asyncio.current_task())
            writer.close()

    async def _pass(self, reader, writer):
        """One request. False: the connection ends."""
        request = await self._read(reader)
        way = self._random.choice(self._ways) if self._random.random() < self.failing else "pass"
        self.counts[way] += 1
        if way == "error":
            writer.write(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            return True
        if way == "stall":
            await asyncio.sleep(self._stall)
        if way in ("cut", "stall"):
            writer.transport.abort()
            return False
        answer = await self._ask(request)
        if way == "cut_taken":
            writer.transport.abort()
            return False
        writer.write(answer)
        await writer.drain()
        return True

    @staticmethod
    async def _read(reader):
        head = await reader.readuntil(b"\r\n\r\n")
        lower = head.lower()
        at = lower.find(b"content-length:")
        length = int(lower[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        return head + await reader.readexactly(length)

    async def _ask(self, request):
        """A connection of its own for each: the gateway may close when it likes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._behind)
        try:
            writer.write(request)
            return await self._read(reader)
        finally:
            writer.close()
