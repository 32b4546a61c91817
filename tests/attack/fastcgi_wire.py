"""Straight to the socket of a page, as whoever has taken nginx over could speak: any parameters, and records that are none."""

import os
import socket
import struct

import target  # makes the demo's modules importable
import fastcgi

USUAL = {
    "REQUEST_METHOD": "GET", "SCRIPT_NAME": target.PREFIX + "connexion", "QUERY_STRING": "", "CONTENT_TYPE": "", "CONTENT_LENGTH": "",
    "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost", "REQUEST_ID": "0" * 32,
}  # fmt: skip

HOSTILE = {
    "no parameter at all": dict.fromkeys(USUAL, ""),
    "a method with a line end": {"REQUEST_METHOD": "GET\r\nX: y"},
    "a path with a line end": {"SCRIPT_NAME": "/acces/connexion\r\nX: y"},
    "another page's path": {"SCRIPT_NAME": "/acces/session"},
    "a query of 60 kB": {"QUERY_STRING": "suite=/" + "a" * 60_000},
    "cookies of 60 kB": {"HTTP_COOKIE": "a=b; " * 12_000},
    "an agent of 60 kB": {"HTTP_USER_AGENT": "Firefox/ Windows" + "x" * 60_000},
    "an address that is none": {"REMOTE_ADDR": "' OR 1=1"},
    "a request id that is none": {"REQUEST_ID": '","status":200}\n{"'},
    "a length that is none": {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "-1"},
    "a length beyond all": {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "9" * 40},
    "a length without a body": {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "1000", "CONTENT_TYPE": "application/x-www-form-urlencoded"},
    "a proxy for everything": {"HTTP_PROXY": "http://attaquant.example.org/", "LD_PRELOAD": "/tmp/x.so", "PORTILLON_CONFIG": "/tmp/x"},
}  # fmt: skip


def _header(kind, size, request=1):
    return struct.pack(">BBHHBx", 1, kind, request, size, 0)


_BEGIN = _header(1, 8) + struct.pack(">HB5x", 1, 0)
BROKEN = (
    b"",
    b"\1",
    b"GET / HTTP/1.0\r\n\r\n",
    bytes(200),
    b"\xff" * 200,
    _BEGIN,
    _BEGIN + _header(4, 100),  # parameters that do not come
    _BEGIN + _header(4, 8) + b"\xff\xff\xff\xff\xff\xff\xff\xff",  # a name of two gigabytes
    _BEGIN + _header(4, 2) + b"\x05\x05" + _header(4, 0),  # longer than its record
    _header(1, 8) + struct.pack(">HB5x", 9, 0),  # a role that nobody has
    _header(9, 4) + b"\0\0\0\0",
    _BEGIN + _header(2, 0),  # aborted at once
)


def _speak(path, data, wait):
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(20)
        line.connect(os.fspath(path))
        got = b""
        try:
            line.sendall(data)
            if not wait:
                return b""
            while more := line.recv(65536):
                got += more
        except ConnectionError:
            pass
        return got


def send(path, data):
    """And hangs up."""
    _speak(path, data, wait=False)


def ask(path, params):
    """What the page writes, out of its records."""
    data, out, at = _speak(path, fastcgi.request({**USUAL, **params}), wait=True), b"", 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4 : at + 6], "big")
        if data[at + 1] == 6:
            out += data[at + 8 : at + 8 + size]
        at += 8 + size + data[at + 6]
    return out
