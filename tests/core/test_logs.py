"""Log lines: JSON that machines read, without what nobody should read there."""

import json
import logging
import sys

import pytest

from core.logs import json_formatter, plain_formatter
from core.middleware import RequestLog


def record(message, *args, exc_info=None):
    return logging.LogRecord("some.library", logging.ERROR, __file__, 1, message, args, exc_info)


def failing():
    patient_name = "a secret in a variable"
    raise ValueError("it broke" if patient_name else "")


@pytest.fixture
def error():
    try:
        failing()
    except ValueError:
        return sys.exc_info()


def test_a_line_is_one_json_object_with_when_who_and_how_bad():
    line = json.loads(json_formatter().format(record("%d rows – done", 3)))
    assert line["event"] == "3 rows – done"
    assert (line["logger"], line["level"]) == ("some.library", "error")
    assert line["timestamp"].endswith("Z")


def test_a_traceback_is_in_the_same_line_without_local_variables(error):
    text = json_formatter().format(record("failed", exc_info=error))
    assert "\n" not in text
    frames = json.loads(text)["exception"][0]["frames"]
    assert frames[-1]["name"] == "failing"
    assert "a secret in a variable" not in text


def test_in_a_terminal_a_traceback_reads_as_python_prints_it(error):
    text = plain_formatter().format(record("failed", exc_info=error))
    assert "ValueError: it broke" in text
    assert "a secret in a variable" not in text


@pytest.mark.parametrize(
    ("address", "logged"),
    [
        ("/plans/?q=somebody", "GET /plans/"),
        ("/accounts/password/reset/key/3-c9x-abcdef/", "GET /accounts/password/reset/key/…/"),
    ],
)
def test_an_address_is_logged_without_what_was_searched_and_without_reset_keys(rf, address, logged):
    assert RequestLog.format_request(rf.get(address)) == logged


def test_a_request_leaves_one_line_that_says_how_it_ended(client, db, caplog):
    with caplog.at_level(logging.INFO, logger="django_structlog"):
        client.get("/healthz")
    lines = [entry.msg for entry in caplog.records if entry.name.startswith("django_structlog")]
    assert [line["event"] for line in lines] == ["request_finished"]
    assert lines[0]["code"] == 200
    assert lines[0]["request"] == "GET /healthz"
    assert lines[0]["request_id"]
