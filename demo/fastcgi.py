"""Asks a page program whether it answers, as nginx would, on its own socket."""

import os
import socket
import struct
import time

from children import PATIENCE, StartFailure

_BEGIN, _END, _PARAMS, _STDIN, _STDOUT = 1, 3, 4, 5, 6  # record types, FastCGI specification 1.0, section 8
_RESPONDER, _KEEP_CONNECTION = 1, 1
_LONGEST_CONTENT = 0xFFFF


def _record(kind, content):
    return struct.pack(">BBHHBx", 1, kind, 1, len(content), 0) + content


def _length(size):
    return struct.pack("B", size) if size < 128 else struct.pack(">I", size | 0x80000000)


def request(params, body=b"", keep=False):
    """A whole request; `keep`: the connection is for more than this one."""
    pairs = b"".join(
        _length(len(name)) + _length(len(value)) + name.encode() + value.encode() for name, value in params.items()
    )
    begin = _record(_BEGIN, struct.pack(">HB5x", _RESPONDER, _KEEP_CONNECTION if keep else 0))
    content = b"".join(
        _record(_STDIN, body[at : at + _LONGEST_CONTENT]) for at in range(0, len(body), _LONGEST_CONTENT)
    )
    return begin + _record(_PARAMS, pairs) + _record(_PARAMS, b"") + content + _record(_STDIN, b"")


class _Question:
    """One page being asked; its answer gathers as it comes."""

    def __init__(self, name, path, url):
        self.name = name
        self._data = b""
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(os.fspath(path))  # to our own listening socket: at once, also while nobody serves it
        params = {
            "REQUEST_METHOD": "GET", "SCRIPT_NAME": url, "QUERY_STRING": "", "CONTENT_TYPE": "", "CONTENT_LENGTH": "",
            "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost",
        }  # fmt: skip
        self._socket.sendall(request(params))
        self._socket.setblocking(False)

    def answered(self):
        """A crash in the middle closes the connection without a record: that is no answer."""
        try:
            while more := self._socket.recv(65536):
                self._data += more
        except BlockingIOError:
            return False
        except ConnectionError:
            pass
        return len(self._data) >= 8 and self._data[1] in (_STDOUT, _END)

    def close(self):
        self._socket.close()


def await_answers(children, questions, services, within=20.0):
    """Until every page has answered; any status will do. `questions`: (name, socket, URL)."""
    deadline = time.monotonic() + within * PATIENCE
    open_questions = [_Question(*question) for question in questions]
    try:
        while True:
            children.require(services)
            for question in [q for q in open_questions if q.answered()]:
                question.close()
                open_questions.remove(question)
            if not open_questions:
                return
            if time.monotonic() > deadline:
                names = ", ".join(question.name for question in open_questions)
                raise StartFailure(f"no answer after {within:.0f} s from: {names}")
            children.pause(0.02)
    finally:
        for question in open_questions:
            question.close()
