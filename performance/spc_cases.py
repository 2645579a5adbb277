"""Cases of SPC as JSON, in and out: what `manage.py spc --json` reads and prints. Pure."""

from datetime import date

from performance.spc import Chart, Direction, Options, read


def read_case(case: dict) -> Chart:
    """Read one case (`dates`, `values`, `options`); raises ValueError or KeyError, with the place, for a bad one."""
    given = case.get("options") or {}
    options = Options(
        direction=Direction(given.get("improvement_direction") or Direction.INCREASE),
        target=given.get("target"),
        rebase=tuple(date.fromisoformat(day) for day in given.get("rebase") or ()),
        fix_after=given.get("fix_after_n_points"),
        screen=given.get("screen_outliers", True),
        run=given.get("run_length") or 7,
    )
    return read([date.fromisoformat(day) for day in case["dates"]], case["values"], options)


def as_expected(case: dict, chart: Chart) -> dict:
    """The result of a case by the field names of the reference; dates and values only where sorting moved them."""
    points = chart.points
    found = {
        "rebase_group": [p.group for p in points],
        "outside_limits": [p.outside for p in points],
        "relative_to_mean": [p.side for p in points],
        "close_to_limits": [p.close for p in points],
        "special_cause_type": [p.cause for p in points],
        "point_type": [p.kind for p in points],
        "variation_type": chart.variation,
        "assurance_type": chart.assurance,
        "variation_icon": chart.variation_icon,
        "assurance_icon": chart.assurance_icon,
        "limits": [
            {
                "rebase_group": g.number, "mean": g.mean, "lpl": g.lower, "upl": g.upper, "n": g.n,
                "short_group_warning": g.trial,
            }
            for g in chart.groups
        ],
    }  # fmt: skip
    order = [p.on.isoformat() for p in points]
    if order != list(case["dates"]):
        found = {"dates": order, "values": [p.value for p in points], **found}
    return found
