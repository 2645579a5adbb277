"""What charts draw: gaps stay open, special causes have a shape and a name, limits are where they belong."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest

from performance import spc
from performance.charts import Bar, Line, Step, bar_chart, line_chart, sparkline, xmr_chart
from performance.charts.icons import ASSURANCE, VARIATION, assurance_icon, variation_icon
from performance.drawn import svg_file


def months(count, first=date(2022, 4, 1)):
    return [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(count)]


def draw(values, *, options=None, dates=None, **more):
    dates = dates or months(len(values))
    return xmr_chart(spc.read(dates, values, options), title="62 days", unit="%", **more)


def paths(drawing, look):
    return [path.d for path in drawing.paths if path.look == look]


def marks(drawing, look):
    """How many shapes of a look are drawn, without the one of the legend."""
    return sum(d.count("M") for d in paths(drawing, look)) - (1 if len(paths(drawing, look)) > 1 else 0)


def said(drawing):
    return [words.text for words in drawing.words]


STEADY = [70, 72, 71, 69, 70, 71, 72, 70, 69, 71, 70, 72, 71]


class TestXmr:
    def test_ordinary_variation_has_one_kind_of_mark(self):
        drawing = draw(STEADY)
        assert marks(drawing, "common") == 13
        assert not paths(drawing, "concern")
        assert "Ordinary variation" in said(drawing)
        assert "Special cause: concern" not in said(drawing)

    @pytest.mark.parametrize(
        ("direction", "look", "words"),
        [
            ("increase", "concern", "Special cause: concern"),
            ("decrease", "improvement", "Special cause: improvement"),
            ("neutral", "neutral", "Special cause"),
        ],
    )
    def test_a_special_cause_has_a_shape_a_colour_and_a_name(self, direction, look, words):
        drawing = draw([*STEADY, *STEADY, 62], options=spc.Options(direction=spc.Direction(direction)))
        assert marks(drawing, look) == 1
        assert words in said(drawing)
        letters = {re.sub("[^a-zA-Z]", "", paths(drawing, each)[-1]) for each in ("common", look)}
        assert len(letters) == 2

    def test_a_month_without_a_value_is_a_gap(self):
        values = [*STEADY]
        values[5] = None
        (line,) = paths(draw(values), "line")
        assert line.count("M") == 2

    def test_a_month_that_is_not_even_there_is_a_gap(self):
        dates = [day for place, day in enumerate(months(14)) if place != 5]
        (line,) = paths(draw(STEADY, dates=dates), "line")
        assert line.count("M") == 2

    def test_the_line_and_the_limits_break_where_the_series_is_rebased(self):
        dates = months(26)
        options = spc.Options(rebase=(dates[13],))
        drawing = draw([*STEADY, *(v - 20 for v in STEADY)], options=options, breaks={dates[13]: "New clinic"})
        assert paths(drawing, "line")[0].count("M") == 2
        assert paths(drawing, "mean")[0].count("M") == 2
        assert paths(drawing, "limit")[0].count("M") == 4
        assert "New clinic" in said(drawing)

    def test_limits_are_drawn_where_they_are_not_where_a_percentage_ends(self):
        options = spc.Options()
        chart = spc.read(months(13), [99, 90, 100, 91, 98, 92, 100, 90, 99, 93, 97, 90, 100], options)
        assert chart.groups[0].upper > 100
        drawing = xmr_chart(chart, title="62 days", unit="%")
        assert f"Limit {chart.groups[0].upper:.1f}%" in said(drawing)
        assert "110%" in said(drawing)

    def test_trial_limits_are_said_to_be_trial(self):
        drawing = draw(STEADY[:6])
        assert "Trial limits" in said(drawing)
        assert any(words.startswith("Trial limit ") for words in said(drawing))
        assert "Trial limits" not in said(draw(STEADY))

    def test_a_standard_steps_where_it_changes_and_stops_where_there_was_none(self):
        dates = months(13)
        steps = [Step(dates[0], dates[3], 93), Step(dates[4], dates[7], 75), Step(dates[10], dates[12], 80)]
        drawing = draw(STEADY, standards=steps)
        assert paths(drawing, "standard")[0].count("M") == 2
        assert paths(drawing, "standard")[0].count("L") == 4
        assert "Standard 80%" in said(drawing)

    def test_an_ambition_stands_beside_the_standard(self):
        dates = months(13)
        drawing = draw(
            STEADY, standards=[Step(dates[0], dates[-1], 85)], ambitions=[Step(dates[0], dates[-1], 70, "By March")]
        )
        assert {"Standard 85%", "By March 70%", "Ambition"} <= set(said(drawing))

    def test_provisional_values_have_a_ring(self):
        drawing = draw(STEADY, provisional={months(13)[-1]})
        assert marks(drawing, "provisional") == 1
        assert "Provisional" in said(drawing)

    def test_two_thirds_lines_are_drawn_where_they_are_asked_for(self):
        assert not paths(draw(STEADY), "near")
        assert paths(draw(STEADY, near=True), "near")

    @pytest.mark.parametrize("values", [[70], [None], [70, None], [None, 70, None], [70, 70, 70]])
    def test_few_values_are_drawn_as_far_as_they_go(self, values):
        drawing = draw(values)
        assert marks(drawing, "common") == sum(value is not None for value in values) or values == [None]

    def test_nothing_is_drawn_of_nothing(self):
        assert not draw([]).paths

    def test_everything_lies_on_the_paper(self):
        drawing = draw([*STEADY, 12, 99], standards=[Step(months(1)[0], months(15)[-1], 85)])
        for path in drawing.paths:
            for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path.d):
                assert 0 <= float(x) <= drawing.width, path
                assert 0 <= float(y) <= drawing.height, path


class TestLines:
    def test_planned_and_what_came_differ_by_stroke_and_mark(self):
        dates = months(4)
        lines = [Line("Planned", tuple(zip(dates, [70, 71, 72, 73], strict=True))),
                 Line("Came", tuple(zip(dates, [70, None, 68, 69], strict=True)))]  # fmt: skip
        drawing = line_chart(lines, title="Trajectory", unit="%", level=85)
        assert {"Planned", "Came", "Standard 85%"} <= set(said(drawing))
        assert paths(drawing, "line-2")[0].count("M") == 2
        assert len(paths(drawing, "common")) == len(paths(drawing, "improvement")) == 2

    def test_a_run_chart_has_its_median(self):
        drawing = line_chart([Line("Seen", tuple(zip(months(3), [1, 5, 9], strict=True)))], title="Run", run=True)
        assert "Median 5" in said(drawing)

    def test_more_lines_than_can_be_told_apart_are_refused(self):
        with pytest.raises(ValueError, match="At most 3"):
            line_chart([Line(str(n), ()) for n in range(4)], title="Many")

    def test_no_values_no_lines(self):
        assert not line_chart([Line("Seen", ((months(1)[0], None),))], title="None").paths


class TestBars:
    def test_from_the_longest_down_with_what_they_make_together(self):
        drawing = bar_chart([Bar("A", 10), Bar("B", 30), Bar("None", 0), Bar("Better", -4)], title="Gap")
        names = [words for words in said(drawing) if words in ("A", "B", "None", "Better")]
        assert names == ["B", "A"]
        assert [words for words in said(drawing) if words.endswith("%")] == ["75%", "100%"]

    def test_the_long_tail_is_one_row_and_says_so(self):
        drawing = bar_chart([Bar(f"Trust {n}", 20 - n / 10) for n in range(20)], title="Gap")
        assert "The other 6" in said(drawing)
        assert paths(drawing, "bar")[0].count("M") == 14
        assert "300" not in said(drawing)  # the scale is that of the bars, not of the rest

    def test_a_long_name_is_cut_as_people_cut_it(self):
        name = "University Hospitals of Somewhere and Nearly Everywhere NHS Foundation Trust"
        assert said(bar_chart([Bar(name, 1)], title="Gap", cumulative=False))[-2] == "Univ. Hospitals of Somewhere and…"

    def test_nothing_above_the_standard_draws_nothing(self):
        assert not bar_chart([Bar("A", 0)], title="Gap").paths


class TestSparkline:
    def test_gaps_stay_open_and_a_lonely_month_is_a_dot(self):
        dates = months(6)
        drawing = sparkline(list(zip(dates, [70, None, 71, None, 69, 70], strict=True)), title="62 days", level=85)
        assert paths(drawing, "line")[0].count("L") == 1
        assert paths(drawing, "common")[0].count("M") == 3  # two lonely months, and the latest

    def test_nothing_known_nothing_drawn(self):
        assert not sparkline([(months(1)[0], None)], title="62 days").paths


class TestIcons:
    @pytest.mark.parametrize("icon", [*VARIATION.values(), *ASSURANCE.values()], ids=lambda icon: icon.name)
    def test_an_icon_is_a_letter_and_words(self, icon):
        assert said(icon.drawing) == [icon.letter]
        assert icon.drawing.title == icon.word

    def test_letters_and_rings_tell_icons_apart_without_colour(self):
        for group in (VARIATION, ASSURANCE):
            assert len({(icon.letter, icon.ring) for icon in group.values()}) == len(group)

    def test_below_thirteen_points_there_is_none(self):
        short, long = (spc.read(months(n), ([*STEADY] * 2)[:n], spc.Options(target=85)) for n in (12, 13))
        assert (variation_icon(short), assurance_icon(short)) == (None, None)
        assert (variation_icon(long).letter, assurance_icon(long).letter) == ("C", "F")

    def test_without_a_standard_there_is_no_assurance(self):
        assert assurance_icon(spc.read(months(13), STEADY)) is None


class TestSvg:
    @pytest.fixture
    def svg(self):
        dates = months(14)
        drawing = draw([*STEADY, 40], standards=[Step(dates[0], dates[-1], 85)], description="It fell & <stayed>.")
        return ElementTree.fromstring(svg_file(drawing))

    def test_it_is_whole_and_names_itself(self, svg):
        space = "{http://www.w3.org/2000/svg}"
        assert svg.attrib["role"] == "img"
        assert (svg.attrib["width"], svg.attrib["height"]) == ("760", "360")
        named = svg.attrib["aria-labelledby"].split()
        assert [svg.find(f"*[@id='{name}']").text for name in named] == ["62 days", "It fell & <stayed>."]
        assert svg.find(f"{space}path") is not None

    def test_it_needs_no_style_sheet_and_no_script(self, svg):
        for element in svg.iter():
            assert "style" not in element.attrib
            assert not [name for name in element.attrib if name.startswith("on")]
            if element.tag.endswith("path"):
                assert element.attrib["fill"] != "none" or element.attrib["stroke"] != "none"
            if element.tag.endswith("}g"):
                assert element.attrib["fill"].startswith("#")
                assert element.attrib["font-size"]
