"""Keeps the tests off the network: only this machine, and the database and Redis that the environment names."""

import os
import socket
from urllib.parse import urlsplit

LOCAL = {"localhost", "127.0.0.1", "::1", "0.0.0.0", "::", ""}

_resolve = socket.getaddrinfo
_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


class NetworkUsed(AssertionError):
    """A test tried to reach another machine."""


def close_network():
    """From here on a connection from Python to anywhere else raises NetworkUsed, and names are not looked up."""
    allowed = _allowed_hosts()

    def check(host):
        host = host.decode() if isinstance(host, bytes) else host
        if host is not None and host not in allowed:
            raise NetworkUsed(f"Tests do not use the network, but something asked for {host}. Put a fake in its place.")

    def getaddrinfo(host, *args, **kwargs):
        check(host)
        return _resolve(host, *args, **kwargs)

    def connect(self, address):
        if self.family != getattr(socket, "AF_UNIX", None):
            check(address[0])
        return _connect(self, address)

    def connect_ex(self, address):
        if self.family != getattr(socket, "AF_UNIX", None):
            check(address[0])
        return _connect_ex(self, address)

    socket.getaddrinfo, socket.socket.connect, socket.socket.connect_ex = getaddrinfo, connect, connect_ex


def _allowed_hosts():
    named = {urlsplit(os.environ.get(name, "")).hostname for name in ("DATABASE_URL", "REDIS_URL")} - {None}
    hosts = LOCAL | named
    for host in named:
        try:
            hosts |= {found[4][0] for found in _resolve(host, None)}
        except OSError:
            continue  # the connection itself will say it better
    return hosts
