"""A real worker for tests: `python -m tests.core.worker NAME PREFIX PARENT`.

Its jobs of the kind "tests.slow" take a minute on the first attempt and no time on the second. It ends with the process
PARENT that started it, also where that was killed.
"""

import os
import signal
import sys
import threading
import time


def main(name, prefix, parent):
    threading.Thread(target=_end_with, args=(int(parent),), daemon=True).start()
    import django

    django.setup()
    from alliance.celery import app
    from core import jobs
    from core.models import Job

    @jobs.handler("tests.slow")
    def slow(key):
        if Job.objects.get(key=key).attempts == 1:
            time.sleep(60)
        return {"done by": name}

    if prefix:  # what others have in the same Redis stays out of it
        app.conf.broker_transport_options = {**app.conf.broker_transport_options, "global_keyprefix": prefix}
    app.worker_main(
        [
            *("--quiet", "worker", "--concurrency", "1", "--loglevel", "WARNING", "--hostname", f"{name}@test"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        ]
    )


def _end_with(parent):
    while os.getppid() == parent:
        time.sleep(0.5)
    os.killpg(os.getpgid(0), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
