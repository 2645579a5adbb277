"""The child process in which uploads are parsed: `python -m core.guarded`, started by core/parsing.py.

Takes an order as JSON on standard input, sets its own limits, calls one function, and writes the answer as JSON to
standard output, or piece by piece where the function makes pieces of text. Imports nothing of Django, so that it starts
quickly; knows no database and no secret.
"""

import gc
import importlib
import json
import os
import sys
from collections.abc import Iterator

OUT_OF_MEMORY = 3
FAILED = 4


def main() -> int:
    order = json.load(sys.stdin)
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints is no part of the answer
    _limit(order)
    # A large file becomes millions of values that all stay: looking through them for garbage again and again costs more
    # than reading does.
    gc.set_threshold(500_000, 20, 20)
    try:
        module, name = order["function"].split(":")
        result = getattr(importlib.import_module(module), name)(**order["arguments"])
        if isinstance(result, Iterator):
            for piece in result:
                answer.write(piece)
                answer.flush()
        else:
            answer.write(json.dumps(result))  # many times as fast as json.dump, which writes piece by piece
        answer.close()
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


def _limit(order) -> None:
    try:
        import resource
    except ImportError:  # not on this system; the parent's clock still stops us
        return
    for name, value in (
        ("RLIMIT_AS", order["memory"]),
        ("RLIMIT_CPU", order["seconds"]),
        ("RLIMIT_FSIZE", order["answer"]),
        ("RLIMIT_CORE", 0),
    ):
        kind = getattr(resource, name, None)
        if kind is not None:
            _, hard = resource.getrlimit(kind)
            limit = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(kind, (limit, limit))


if __name__ == "__main__":
    try:
        code = main()
    except MemoryError:
        code = OUT_OF_MEMORY
    except Exception:
        import traceback

        traceback.print_exc()
        code = FAILED
    sys.stderr.flush()
    os._exit(code)  # nothing to tidy up, and tidying up may need memory that is not there
