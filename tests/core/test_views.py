"""The health page, and the page that is not there."""

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection
from redis.exceptions import ConnectionError as RedisDown

from core import views
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_database(monkeypatch):
    def refuse():
        raise DatabaseError("connection refused for user plans")

    monkeypatch.setattr(views, "_ask_database", refuse)


def test_anybody_is_told_that_all_is_well(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


def test_it_says_what_is_missing_but_not_why(client, no_database):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (503, b"cannot reach: database\n")


def test_redis_counts_where_one_is_named(client, settings, monkeypatch):
    def refuse():
        raise RedisDown

    monkeypatch.setattr(views, "_ask_cache", refuse)
    settings.REDIS_URL = ""
    assert client.get("/healthz").status_code == 200
    settings.REDIS_URL = "redis://127.0.0.1:6379/0"
    assert client.get("/healthz").content == b"cannot reach: redis\n"


def test_it_only_reads(client):
    assert client.post("/healthz").status_code == 405


def test_a_probe_over_plain_http_is_not_sent_to_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("/performance/in-depth/wessex/99d/", "There is no standard “99d”."),
        ("/performance/in-depth/%3Cb%3E/62d/", "“&lt;b&gt;” is no provider"),
        ("/no/such/page/", ""),
        ("/trajectories/wessex/", ""),
    ],
)
def test_a_page_that_is_not_there_says_why_where_that_is_known(client, address, reason):
    client.force_login(UserFactory())
    response = client.get(address)
    page = response.content.decode()
    assert response.status_code == 404
    assert "If you typed the address, check it." in page
    assert reason in page
    assert "query" not in page
    assert page.split("<h1")[1].split("</div>")[0].count("<p>") == (3 if reason else 2)


@pytest.mark.redis
def test_the_cache_is_the_redis_that_is_named(client, settings):
    from redis import Redis

    cache.set("asked", "answered", timeout=30)
    with Redis.from_url(settings.REDIS_URL) as client_of_our_own:
        assert client_of_our_own.get(cache.make_key("asked")) is not None
    assert client.get("/healthz").status_code == 200


@pytest.mark.postgresql
def test_the_database_is_the_postgresql_that_is_named():
    with connection.cursor() as cursor:
        cursor.execute("SELECT version()")
        assert cursor.fetchone()[0].startswith("PostgreSQL")
