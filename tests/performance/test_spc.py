"""XmR charts against the published vectors of the reference implementation, and the rules one by one."""

import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from performance import spc
from performance.spc_cases import as_expected, read_case

VECTORS = Path(settings.CORPUS_DIR) / "data" / "spc" / "spc_vectors_visible.json"
UNITS = VECTORS.with_name("spc_rule_units.json")
needs_vectors = pytest.mark.skipif(not VECTORS.exists(), reason=f"the SPC vectors are not at {VECTORS}")


def _differs(found, expected, where=""):
    """Where two results differ, numbers compared at a relative tolerance of 1e-9."""
    if isinstance(expected, dict):
        if set(found) != set(expected):
            return f"{where}: {sorted(set(found) ^ set(expected))}"
        return next(filter(None, (_differs(found[k], v, f"{where}.{k}") for k, v in expected.items())), None)
    if isinstance(expected, list):
        if len(found) != len(expected):
            return f"{where}: {len(found)} entries, not {len(expected)}"
        pairs = enumerate(zip(found, expected, strict=True))
        return next(filter(None, (_differs(f, e, f"{where}[{i}]") for i, (f, e) in pairs)), None)
    if isinstance(expected, float) and isinstance(found, float | int):
        return None if found == pytest.approx(expected, rel=1e-9, abs=1e-12) else f"{where}: {found} not {expected}"
    return None if found == expected else f"{where}: {found!r} not {expected!r}"


@needs_vectors
def test_every_published_series_is_read_the_same():
    cases = json.loads(VECTORS.read_text())["cases"]
    wrong = {c["id"]: d for c in cases if (d := _differs(as_expected(c, read_case(c)), c["expected"]))}
    assert len(cases) == 260
    assert not wrong


@pytest.fixture(scope="module")
def units():
    return json.loads(UNITS.read_text())


@needs_vectors
class TestRules:
    def test_shift(self, units):
        for case in units["seven_points_one_side_end_flag"]:
            assert [abs(f) for f in spc.shift_ends(case["relative_to_mean"])] == case["expected"]

    def test_spreading_back(self, units):
        for case in units["spread_end_flag_back_over_seven_points"]:
            assert [abs(f) for f in spc.spread_back(case["end_flag"])] == case["expected"]

    def test_trend(self, units):
        for case in units["seven_point_trend_end_flag"]:
            assert spc.trend_ends(case["values"]) == case["expected"]

    def test_two_of_three(self, units):
        for case in units["two_in_three_point_flag"]:
            close = [bool(c) for c in case["close_to_limits"]]
            assert [int(f) for f in spc.two_of_three(close, case["relative_to_mean"])] == case["expected"]

    def test_assurance(self, units):
        for case in units["assurance"]:
            limits = spc.Limits(0, None, case["lpl"], case["upl"], 20)
            options = spc.Options(direction=spc.Direction(case["improvement_direction"]), target=case["target"])
            assert spc.assurance(limits, options) == case["expected"]


def days(number):
    return [date(2024, 1, 1) + timedelta(days=31 * i) for i in range(number)]


def test_a_constant_series_of_fractions_is_nothing_special():
    for screen in (True, False):
        chart = spc.read(days(20), [0.1] * 20, spc.Options(screen=screen))
        assert {p.cause for p in chart.points} == {"Common Cause"}
        assert {p.side for p in chart.points} == {0}


def test_a_gap_makes_two_ranges_missing_and_is_no_point_of_its_own():
    values = [10.0, 12.0, None, 11.0, 13.0]
    chart = spc.read(days(5), values, spc.Options(screen=False))
    assert chart.groups[0].mean == pytest.approx(11.5)
    assert chart.groups[0].upper == pytest.approx(11.5 + 2.66 * 2)
    assert (chart.points[2].outside, chart.points[2].close, chart.points[2].cause) == (None, None, "Common Cause")


def test_no_run_crosses_a_rebase():
    values = [10.0, 9.0] * 6 + [11.0, 12.0] * 6 + [11.0]
    plain = spc.read(days(25), values)
    assert "7 Points Above CL" in {p.cause for p in plain.points}
    rebased = spc.read(days(25), values, spc.Options(rebase=(days(25)[12],)))
    assert {p.cause for p in rebased.points} == {"Common Cause"}
    assert [(g.number, g.n) for g in rebased.groups] == [(0, 12), (1, 13)]


def test_a_shift_of_six_is_a_setting():
    values = [10, 11, 9, 10, 11, 9, 10, 11, 9, 10, 11, 9, 10.6, 10.7, 10.6, 10.7, 10.6, 10.7, 9, 10]
    assert not [p for p in spc.read(days(20), values).points if "Points" in p.cause]
    assert [p.cause for p in spc.read(days(20), values, spc.Options(run=6)).points].count("6 Points Above CL") == 6


@pytest.mark.parametrize(("options", "words"), [({"fix_after": 11}, "at least 12"), ({"run": 5}, "6 or 7")])
def test_settings_that_make_no_sense_are_refused(options, words):
    with pytest.raises(ValueError, match=words):
        spc.Options(**options)


@pytest.mark.parametrize(("dates", "values"), [(days(2), [1.0]), ([date(2024, 1, 1)] * 2, [1.0, 2.0])])
def test_series_that_make_no_sense_are_refused(dates, values):
    with pytest.raises(ValueError, match="dates|twice"):
        spc.read(dates, values)


def test_few_points_make_trial_limits():
    assert spc.read(days(12), [1.0, 2.0] * 6).trial
    assert not spc.read(days(13), [1.0, 2.0] * 6 + [1.0]).trial
    assert spc.read([], []).trial


def ask(monkeypatch, capsys, text):
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    call_command("spc", "--json")
    return json.loads(capsys.readouterr().out)


def test_the_command_answers_in_order(monkeypatch, capsys):
    cases = [
        {"id": "a", "dates": ["2024-02-01", "2024-01-01"], "values": [2, 1], "options": {"target": None}},
        {"id": "b", "dates": [], "values": []},
    ]
    first, second = ask(monkeypatch, capsys, json.dumps(cases))
    assert first["dates"] == ["2024-01-01", "2024-02-01"]
    assert first["limits"][0]["mean"] == 1.5
    assert (second["limits"], second["variation_icon"]) == ([], "common_cause")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no", "not JSON"),
        ("{}", "Give a list"),
        ('[{"id": "x", "dates": ["2024-13-01"], "values": [1]}]', "Case x"),
        ('[{"id": "y", "values": [1]}]', "Case y"),
        ("[3]", "Case 1"),
    ],
)
def test_the_command_says_which_case_is_wrong(monkeypatch, capsys, text, words):
    with pytest.raises(CommandError, match=words):
        ask(monkeypatch, capsys, text)
