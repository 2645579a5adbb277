"""Functions that the guarded child is asked to call in tests: each misbehaves in its own way, or answers."""

import os
import time


def add(a, b):
    return {"sum": a + b}


def eat_memory():
    return len(bytearray(4 * 1024**3))


def spin():
    while True:
        pass


def sleep():
    time.sleep(60)


def fail():
    raise RuntimeError("as asked")


def die():
    os.abort()


def chatter():
    print("a library says hello")
    os.write(1, b"and so does its C part\n")
    return "quiet"


def write_much():
    return "x" * 100_000_000


def environment():
    return sorted(os.environ)


def modules():
    import sys

    return sorted(name for name in sys.modules if name.partition(".")[0] in ("django", "workplans", "alliance"))


def lines(count):
    for number in range(count):
        yield f"{number},ä\n"


def lines_and_then(what):
    yield "one\n"
    globals()[what]()


def lines_without_end():
    while True:
        yield "x" * 99_999 + "\n"
