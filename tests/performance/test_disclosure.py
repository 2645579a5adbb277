"""What is hidden, and that nothing hidden can be worked out: as a table of cases, and for tables at random."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from performance.disclosure import WHOLE, Line, hidden, is_small, two_way_lines


def counts(**cells):
    return {name: None if value is None else Decimal(str(value)) for name, value in cells.items()}


@pytest.mark.parametrize(
    ("count", "small"), [(0, False), (0.5, True), (1, True), (4, True), (4.5, True), (5, False), (None, False)]
)
def test_which_counts_are_small(count, small):
    assert is_small(None if count is None else Decimal(str(count)), limit=5) is small


ABC = Line("total", ("a", "b", "c"))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (counts(a=10, b=20, c=30, total=60), ""),
        (counts(a=0, b=20, c=30, total=50), ""),  # zero is shown
        (counts(a=3, b=20, c=30, total=53), "ab"),  # the smallest other with it
        (counts(a=3, b=0, c=30, total=33), "ac"),  # a zero protects nobody
        (counts(a=3, b=4, c=30, total=37), "ab"),  # two small ones, of seven together
        (counts(a=1, b=1, c=30, total=32), "abc"),  # two could only be one and one
        (counts(a=2, b=2, c=0, total=4), ("a", "b", "total")),  # the total is small itself
        (counts(a=3, b=0, c=0, total=3), ("a", "total")),
        (counts(a=3, b=20, c=30), "a"),  # no total is shown: nothing to subtract from
        (counts(a=None, b=20, c=30, total=60), "b"),  # came suppressed: not known, and to stay so
        (counts(a=None, b=20, c=30, total=None), ""),
        (counts(a=None, b=3, c=30, total=60), "b"),
        (counts(a=9, b=20, c=30, total=None), "a"),  # a total that is not known stays so
        (counts(a=0, b=0, c=0, total=None), "a"),
        (counts(a=4.5, b=20, c=30, total=54.5), "ab"),  # halves count
    ],
)
def test_one_line(cells, expected):
    assert hidden(cells, [ABC], limit=5) == set(expected)


def test_one_line_of_equals_hides_the_same_cell_every_time():
    cells = counts(a=3, c=20, b=20, total=43)
    assert hidden(cells, [ABC], limit=5) == {"a", "b"}
    assert hidden(dict(reversed(cells.items())), [ABC], limit=5) == {"a", "b"}


def test_the_limit_is_a_setting():
    cells = counts(a=7, b=20, c=30, total=57)
    assert hidden(cells, [ABC], limit=5) == set()
    assert hidden(cells, [ABC], limit=10) == {"a", "b"}
    assert hidden(counts(a=1, b=20, c=30, total=51), [ABC], limit=1) == set()


def table(*rows):
    """A two-way table with its totals, as cells (table, row, column)."""
    cells = {("t", r, c): Decimal(value) for r, row in enumerate(rows) for c, value in enumerate(row)}
    for (_, r, c), value in list(cells.items()):
        for key in (("t", r, WHOLE), ("t", WHOLE, c), ("t", WHOLE, WHOLE)):
            cells[key] = cells.get(key, Decimal(0)) + value
    return cells


def marks(cells, found):
    """The body of a table, hidden cells as stars."""
    size = (
        1 + max(key[1] for key in cells if key[1] is not WHOLE),
        1 + max(key[2] for key in cells if key[2] is not WHOLE),
    )
    return [["*" if ("t", r, c) in found else int(cells["t", r, c]) for c in range(size[1])] for r in range(size[0])]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # One small cell takes one along in its row and in its column, and these need a fourth.
        ([[3, 20, 30], [40, 50, 60], [70, 80, 90]], [["*", "*", 30], ["*", "*", 60], [70, 80, 90]]),
        # Two small cells that stand crosswise protect nobody by themselves.
        ([[3, 20], [30, 4]], [["*", "*"], ["*", "*"]]),
        # A rectangle of small cells is enough.
        ([[4, 4, 50], [4, 4, 60], [70, 80, 90]], [["*", "*", 50], ["*", "*", 60], [70, 80, 90]]),
        ([[10, 20], [30, 40]], [[10, 20], [30, 40]]),
    ],
)
def test_two_ways(rows, expected):
    cells = table(*rows)
    found = hidden(cells, two_way_lines(cells), limit=5)
    assert marks(cells, found) == expected
    assert not [cell for cell in found if WHOLE in cell]


def test_a_total_goes_where_there_is_no_other_cell():
    cells = table([3, 0], [0, 40])
    found = hidden(cells, two_way_lines(cells), limit=5)
    assert {("t", 0, 0), ("t", 0, WHOLE), ("t", WHOLE, 0)} <= found
    assert ("t", 1, 0) not in found  # a zero stays in view while anything else can go
    nothing_can_be_worked_out(cells, two_way_lines(cells), found)


def test_lines_over_several_tables():
    """What waits over 62 days is what waits 63 to 104 and longer: hidden in one table, not shown by another."""
    cells = counts(over62=20, band3=3, band4=17, over104=17)
    lines = [Line("over62", ("band3", "band4")), Line("over104", ("band4",))]
    assert hidden(cells, lines, limit=5) == {"band3", "band4", "over104"}


def nothing_can_be_worked_out(cells, lines, found):
    """Play the reader: take what is shown, subtract along every line as long as that gives something."""
    known = {cell: value for cell, value in cells.items() if cell not in found and value is not None}
    shown = set(known)
    more = True
    while more:
        more = False
        for total, parts in lines:
            unknown = [cell for cell in (total, *parts) if cell in cells and cell not in known]
            if len(unknown) == 1:
                (cell,) = unknown
                rest = sum(known[part] for part in parts if part in known)
                known[cell] = rest if cell == total else known[total] - rest
                more = True
    assert set(known) == shown
    for total, parts in lines:
        if total in shown:
            closed = [cells[part] for part in parts if part in cells and part not in shown]
            assert not closed or None in closed or sum(closed) >= 5


small_tables = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=1, max_size=5)
)


@settings(deadline=None)
@given(small_tables)
def test_no_hidden_cell_of_any_table_can_be_worked_out(rows):
    cells = table(*rows)
    lines = two_way_lines(cells)
    found = hidden(cells, lines, limit=5)
    assert found >= {cell for cell, value in cells.items() if 0 < value < 5}
    nothing_can_be_worked_out(cells, lines, found)
    if not any(0 < value < 5 for value in cells.values()):
        assert not found


@settings(deadline=None)
@given(small_tables, st.data())
def test_nor_any_that_came_suppressed(rows, data):
    cells = table(*rows)
    for cell in data.draw(st.lists(st.sampled_from(sorted(cells, key=repr)), max_size=4)):
        cells[cell] = None
    lines = two_way_lines(cells)
    nothing_can_be_worked_out(cells, lines, hidden(cells, lines, limit=5))
