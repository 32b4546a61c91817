"""Stands before a server's unix socket, in its place, and passes on what it answers some time later."""

import asyncio
import os
import threading


class SlowSocket:
    def __init__(self, path, seconds):
        self._path, self._behind, self._seconds = str(path), f"{path}.behind", seconds

    def __enter__(self):
        ready = threading.Event()
        os.rename(self._path, self._behind)

        async def serve():
            self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
            server = await asyncio.start_unix_server(self._talk, self._path, backlog=512)
            os.chmod(self._path, 0o777)
            ready.set()
            async with server:
                await self._over.wait()
                for task in asyncio.all_tasks() - {asyncio.current_task()}:
                    task.cancel()

        self._thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
        self._thread.start()
        if not ready.wait(10):
            raise AssertionError(f"{self._path} cannot be listened at")
        return self

    def __exit__(self, *_):
        os.rename(self._behind, self._path)
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(10)

    async def _talk(self, reader, writer):
        try:
            theirs, ours = await asyncio.open_unix_connection(self._behind)
        except OSError:
            return writer.close()
        try:
            await asyncio.gather(self._pass(reader, ours, 0.0), self._pass(theirs, writer, self._seconds))
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            ours.close()

    @staticmethod
    async def _pass(reader, writer, seconds):
        while data := await reader.read(65536):
            await asyncio.sleep(seconds)
            writer.write(data)
            await writer.drain()
        writer.close()
