"""`python -m tests.benchmarks [--only figures pages …]`: on the database that DATABASE_URL names."""

import argparse
import os
import tempfile

import django

GROUPS = ("pages", "charts", "overdue", "imports", "figures")


def main():
    parser = argparse.ArgumentParser(prog="make bench", description="What things cost, as ratios in one run.")
    parser.add_argument("--only", nargs="+", choices=GROUPS, default=GROUPS)
    parser.add_argument(
        "--scale", type=float, default=1.0, help="1 is 100,000 actions and 500,000 figures; smaller for a quick look."
    )
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.settings")
    os.environ.setdefault("DEBUG", "false")
    os.environ.setdefault("SECRET_KEY", "only-for-measuring" * 4)
    os.environ.setdefault("ALLOWED_HOSTS", "*")
    os.environ.setdefault("SECURE_SSL_REDIRECT", "false")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    django.setup()
    _run(chosen)


def _run(chosen):
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import get_runner

    call_command("collectstatic", interactive=False, verbosity=0)
    if connection.vendor == "sqlite":  # a file, as on a server, and not the memory that tests use
        connection.settings_dict["TEST"]["NAME"] = f"{tempfile.mkdtemp()}/bench.sqlite3"
    # No setup_test_environment(): it copies every context that is drawn, which no server does.
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    lines = []
    try:
        if "pages" in chosen.only:
            lines += _pages(chosen.scale)
        if "charts" in chosen.only:
            lines += _charts()
        if "overdue" in chosen.only:
            lines += _overdue(chosen.scale)
        if "imports" in chosen.only:
            lines += _imports(chosen.scale)
        if "figures" in chosen.only:
            lines += _figures(chosen.scale)
    finally:
        print(f"\n{connection.vendor}, scale {chosen.scale:g}")
        print("\n".join(map(str, lines)))
        runner.teardown_databases(databases)


def _pages(scale):
    from tests.benchmarks import data, pages

    _empty()
    user = data.fill(alliances=2, actions_of_a_plan=int(500 * scale))
    small = pages.costs(user, deep_pages=5)
    _empty()
    user = data.fill(alliances=20, actions_of_a_plan=int(500 * scale))
    large = pages.costs(user, deep_pages=5)
    return pages.figures(small, large, factor=10) + pages.single_update(user)


def _charts():
    from tests.benchmarks import charts, data

    _empty()
    return charts.figures(data.fill(alliances=1, actions_of_a_plan=10))


def _overdue(scale):
    from tests.benchmarks import data, overdue

    _empty()
    data.fill(alliances=21, actions_of_a_plan=int(1000 * scale))
    return overdue.figures()


def _imports(scale):
    from tests.benchmarks import imports

    _empty()
    return imports.figures(actions=int(100_000 * scale), plans=200)


def _figures(scale):
    from tests.benchmarks import figures

    _empty()
    loads = figures.figures(number=int(500_000 * scale))
    return loads + figures.questions(number=int(2_000_000 * scale))


def _empty():
    """Empty the database, and forget the pages that were made of it: the next one has the same keys."""
    from django.core.cache import cache
    from django.core.management import call_command

    cache.clear()
    call_command("flush", interactive=False, verbosity=0)


if __name__ == "__main__":
    main()
