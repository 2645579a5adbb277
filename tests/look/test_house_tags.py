"""The small visual ideas: what they say in words, how they are escaped, what they cost."""

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe

from core.templatetags import house
from performance.rag import RagRating
from workplans.progress import Status


def draw(source, **context):
    return Template("{% load house %}" + source).render(Context(context))


@pytest.mark.parametrize("rating", RagRating)
def test_a_rating_is_shape_colour_and_word(rating):
    html = draw("{% rag_tag rating %}", rating=rating)
    assert f'class="rag rag--{rating.value}"' in html
    assert f">{rating.label}<" in html
    assert "<svg" in html
    assert "shape-" in html


def test_ratings_have_five_different_shapes():
    shapes = {draw("{% include 'components/rag_shape.html' %}", rating=rating.value) for rating in RagRating}
    assert len(shapes) == 5


def test_no_rating_is_grey():
    assert ">Grey<" in draw("{% rag_tag '' %}")
    assert ">Grey<" in draw("{% rag_tag None %}")


@pytest.mark.parametrize(
    ("mark", "words"), [("suggested", "suggested"), ("better", "better than suggested"), ("worse", "worse than")]
)
def test_a_mark_is_said_in_words(mark, words):
    assert words in draw("{% rag_tag 'green' mark %}", mark=mark)


@pytest.mark.parametrize("status", Status)
def test_a_status_is_its_label(status):
    assert f">{status.label}<" in draw("{% status_tag status %}", status=status)


@pytest.mark.parametrize(
    ("source", "said", "unsaid"),
    [
        ("{% due_date 'Jun 23' %}", ["Jun 23"], [" late", ">slipped", "due in"]),
        ("{% due_date 'Jun 23' days_late=1 %}", ["Jun 23", "1 day late"], ["days late"]),
        ("{% due_date 'Jun 23' days_late=12 due_in=3 %}", ["12 days late"], ["due in"]),
        ("{% due_date 'Q3' slipped_days=92 original='Q2' %}", ["slipped 92 days, was Q2"], [" late"]),
        ("{% due_date 'Q1' original='Q2' %}", [">was Q2"], [">slipped"]),
        ("{% due_date 'Q3' due_in=0 %}", ["due today"], []),
        ("{% due_date 'Q3' due_in=1 %}", ["due tomorrow"], []),
        ("{% due_date 'Q3' due_in=9 %}", ["due in 9 days"], []),
        ("{% due_date '' %}", ["No date agreed"], []),
        ("{% due_date None %}", ["No date agreed"], []),
    ],
)
def test_a_due_date_says_what_must_be_known_of_it(source, said, unsaid):
    html = draw(source)
    assert [words for words in said if words not in html] == []
    assert [words for words in unsaid if words in html] == []


def test_words_of_the_plan_are_escaped():
    assert "&lt;b&gt;" in draw("{% due_date text original=text %}", text="<b>")
    assert "<b>" not in draw("{% due_date text original=text %}", text="<b>")


def test_a_list_of_fifty_rows_renders_each_tag_once(monkeypatch):
    drawn = []
    monkeypatch.setattr(house, "render_to_string", lambda name, context: drawn.append(name) or name)
    for cached in (house._rag_tag, house._status_tag, house._due_date, house._rag_bar):
        cached.cache_clear()
    draw(
        "{% for i in rows %}{% rag_tag 'red' %}{% status_tag 'closed' %}"
        "{% due_date 'Q2' %}{% rag_bar bar %}{% endfor %}",
        rows=range(50),
        bar=[("red", 2)],
    )
    for cached in (house._rag_tag, house._status_tag, house._due_date, house._rag_bar):
        cached.cache_clear()
    assert len(drawn) == 4


def test_counts_link_to_their_lists_and_add_up():
    html = draw(
        "{% rag_counts items total_url='/all/' label='By rating' %}",
        items=[(RagRating.RED, 1, "/red/"), (RagRating.AMBER, 0, "/amber/"), (RagRating.GREEN, 3, "")],
    )
    assert 'href="/red/"' in html
    assert 'href="/amber/"' not in html, "a list with nothing in it is not worth a click"
    assert 'href="/all/"' in html
    assert ">4<" in html
    assert 'aria-label="By rating"' in html
    assert 'aria-label="1 Red, 3 Green"' in html


def test_the_parts_of_a_bar_fill_it_and_follow_one_another():
    parts = house._bar([("red", 1), ("amber", 0), ("green", 2), ("grey", 4)])["parts"]
    assert [part["rating"] for part in parts] == ["red", "green", "grey"]
    assert parts[0]["x"] == "0.00"
    assert abs(sum(float(part["width"]) for part in parts) - 100) < 0.05
    for left, right in zip(parts, parts[1:], strict=False):
        assert abs(float(left["x"]) + float(left["width"]) - float(right["x"])) < 0.02


def test_a_bar_of_nothing_says_so():
    assert 'aria-label="None"' in draw("{% rag_bar items %}", items=[("red", 0)])


def test_breadcrumbs_go_from_the_top_down_with_a_way_back_on_a_phone():
    html = draw("{% breadcrumbs 'Dashboard' '/' 'Plans' '/plans/' %}")
    assert html.index('href="/"') < html.index('href="/plans/"')
    assert 'class="nhsuk-back-link" href="/plans/"' in html


def test_a_timeline_entry_shows_what_changed_from_what_to_what():
    entry = {"title": "Due date moved", "who": "Manager", "changes": [("Due", "Q1", "Q2")], "rating": "red"}
    html = draw("{% include 'components/timeline.html' %}", entries=[entry])
    assert "<del>Q1</del>" in html
    assert "<ins>Q2</ins>" in html
    assert 'role="heading" aria-level="3"' in html


def test_pages_of_a_list_are_absent_where_there_is_only_one():
    assert "<nav" not in draw("{% include 'components/pagination.html' %}", previous_url="", next_url="")
    html = draw("{% include 'components/pagination.html' %}", previous_url="", next_url="?after=7")
    assert 'href="?after=7"' in html
    assert 'rel="prev"' not in html


def test_a_part_is_drawn_once_for_all_that_it_says(monkeypatch):
    """And again where anything that it says is another."""
    drawings = []
    monkeypatch.setattr(house, "render_to_string", lambda name, values: drawings.append(values) or f"<b>{values}</b>")
    house._kept.cache_clear()
    source = "{% drawn 'components/status_tag.html' status=status word=word %}"
    seen = [draw(source, status="a", word=word, elsewhere=n) for n, word in enumerate(["x", "y", "x"])]
    assert (seen[0], len(drawings)) == (seen[2], 2)
    assert seen[1] != seen[0]
    house._kept.cache_clear()


def test_a_part_sees_nothing_but_what_it_is_given():
    html = draw("{% drawn 'components/status_tag.html' word='Open' %}", status="elsewhere")
    assert "elsewhere" not in html
    assert "Open" in html


def test_a_text_is_not_taken_for_one_that_was_marked_as_safe():
    source = "{% drawn 'components/status_tag.html' word=word %}"
    assert "<i>Open</i>" in draw(source, word=mark_safe("<i>Open</i>"))
    assert "&lt;i&gt;Open&lt;/i&gt;" in draw(source, word="<i>Open</i>")
