"""Set-based writes: rows, files and statements into tables, alike on PostgreSQL and SQLite."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction

from core.staging import (
    CHUNK,
    NotPlain,
    answer,
    ask,
    bulk_work,
    copy_csv,
    copy_lines,
    copy_rows,
    empty,
    hash_of,
    run,
    set_aside,
    take_stock,
)
from performance.models import StagedFigure
from tests.factories import NetworkFactory
from workplans.staged import StagedAction, StagedDate, StagedImport

pytestmark = pytest.mark.django_db
FIELDS = ("stage", "number", "starts_in", "cell", "due_text", "due_kind", "due_latest", "remark")


@pytest.fixture
def stage():
    return StagedImport.objects.create(expires_at="2030-01-01T00:00Z", name="plan.csv", sha256="", size=0)


def test_rows_arrive_as_they_are(stage):
    words = 'commas, "quotes", back\\slashes, \\N, tabs\t, lines\r\nand more\nÜ ✓'
    rows = [
        (stage.pk, 1, 2023, words, "", "day", date(2023, 6, 30), ""),
        (stage.pk, 2, 2023, "", "", "tbc", None, " spaces "),
    ]
    assert copy_rows(StagedDate, FIELDS, rows) == 2
    assert list(StagedDate.objects.order_by("number").values_list("cell", "due_latest", "remark")) == [
        (words, date(2023, 6, 30), ""),
        ("", None, " spaces "),
    ]


@pytest.mark.parametrize("number", [0, 1, CHUNK, CHUNK + 1])
def test_any_number_of_rows_arrives(stage, number):
    rows = ((stage.pk, n, 2023, "Q2", "Q2", "quarter", None, "") for n in range(number))
    assert copy_rows(StagedDate, FIELDS, rows) == number == StagedDate.objects.count()


LINE_FIELDS = ("line", "load", "number", "final", "derived", "month", "total")


@pytest.mark.parametrize("number", [0, 1, CHUNK, CHUNK + 1])
def test_lines_arrive_with_empty_cells_as_nothing(number):
    lines = (f"{n},7,1,{n % 2},0,2023-10-01,{n / 2 if n % 2 else ''}\n" for n in range(number))
    assert copy_lines(StagedFigure, LINE_FIELDS, lines) == number == StagedFigure.objects.count()
    found = StagedFigure.objects.filter(line__lt=2).order_by("line").values_list("final", "month", "total")
    assert list(found) == [(False, date(2023, 10, 1), None), (True, date(2023, 10, 1), Decimal("0.5"))][:number]


def test_what_makes_lines_may_refuse_and_nothing_is_left():
    def lines():
        yield from (f"{n},7,1,1,0,2023-10-01,\n" for n in range(CHUNK + 5))
        raise LookupError("line 7")

    with pytest.raises(LookupError, match="line 7"), transaction.atomic():
        copy_lines(StagedFigure, LINE_FIELDS, lines())
    assert not StagedFigure.objects.exists()


def test_an_answer_is_whole(stage):
    copy_rows(StagedDate, FIELDS, [(stage.pk, n, 2023, "Q2", "", "quarter", None, "") for n in (2, 1)])
    found = answer("SELECT number, cell FROM {date} WHERE number < %(most)s ORDER BY 1", {"most": 9}, date=StagedDate)
    assert found == [(1, "Q2"), (2, "Q2")]


def test_a_statement_names_tables_and_says_how_many_rows(stage):
    copy_rows(StagedDate, FIELDS, [(stage.pk, n, 2023, f"Q{n}", "", "quarter", None, "") for n in (1, 2, 3)])
    sql = "UPDATE {date} SET remark = 'seen' WHERE number > %(least)s AND stage_id = %(stage)s"
    assert run(sql, {"least": 1, "stage": stage.pk}, date=StagedDate) == 2
    found = ask("SELECT cell FROM {date} WHERE remark = 'seen' ORDER BY number", {}, date=StagedDate)
    assert [cell for (cell,) in found] == ["Q2", "Q3"]


def test_an_answer_set_aside_is_there_for_other_statements_and_then_gone(stage):
    copy_rows(StagedDate, FIELDS, [(stage.pk, n, 2023, f"Q{n}", "", "quarter", None, "") for n in (1, 2, 3)])
    late = "SELECT number, cell FROM {date} WHERE number >= %(least)s"
    with bulk_work():
        for least, cells in ((2, ["Q2", "Q3"]), (3, ["Q3"])):  # twice in one transaction
            with set_aside("late", ("number",), late, {"least": least}, date=StagedDate):
                run("DELETE FROM {date} WHERE number < (SELECT MIN(number) FROM late)", {}, date=StagedDate)
                assert [cell for (cell,) in ask("SELECT cell FROM late ORDER BY number", {})] == cells
    assert StagedDate.objects.count() == 1


class TestEmptying:
    def rows(self):
        copy_lines(StagedFigure, LINE_FIELDS, ["1,7,1,1,0,2023-10-01,\n", "2,8,1,1,0,2023-10-01,\n"])
        return StagedFigure.objects

    def test_a_table_that_nobody_else_needs_is_emptied(self, stage):
        rows = self.rows()
        assert empty(StagedFigure, others=StagedImport.objects.exclude(pk=stage.pk))
        assert not rows.exists()

    def test_a_table_that_others_need_is_left(self, stage):
        rows = self.rows()
        assert not empty(StagedFigure, others=StagedImport.objects.all())
        assert rows.count() == 2

    @pytest.mark.postgresql
    def test_a_table_at_which_somebody_is_writing_is_left_without_waiting(self, stage):
        rows = self.rows()
        somebody = connection.copy()
        try:
            with somebody.cursor() as cursor:
                cursor.execute(f"BEGIN; LOCK TABLE {StagedDate._meta.db_table} IN ROW EXCLUSIVE MODE")
            assert not empty(StagedDate, others=StagedImport.objects.none())
        finally:
            somebody.close()
        assert rows.count() == 2  # the transaction goes on


def test_a_text_has_one_number_wherever_it_stands(stage):
    NetworkFactory(code="one")
    with bulk_work():
        take_stock(StagedDate)
        one, same, other = (hash_of(f"%({name})s", "'more'") for name in "abc")
        sql = f"SELECT {one} = {same}, {one} = {other}"
        ((same, other),) = ask(sql, {"a": "Q2 " + "x" * 500, "b": "Q2 " + "x" * 500, "c": "Q3"})
    assert (bool(same), bool(other)) == (True, False)


# --- A CSV file that the database reads itself ------------------------------------------------------


def let_the_database_read(stage, content, fields=("number", "text"), delimiter=","):
    copy_csv(
        StagedAction,
        ["stage", "line", *fields],
        io.BytesIO(content),
        before=[stage.pk],
        delimiter=delimiter,
        first_line=2,
    )
    return list(StagedAction.objects.order_by("line").values_list("line", *fields))


@pytest.mark.postgresql
class TestCsv:
    def test_each_record_has_the_number_of_its_line(self, stage):
        content = b'1.1,"a ""quoted"" word, and\na second line"\n\n1.2,\n , \n1.3,""\n'
        assert let_the_database_read(stage, content) == [
            (2, "1.1", 'a "quoted" word, and\na second line'),
            (5, "1.2", ""),
            (7, "1.3", ""),
        ]

    @pytest.mark.parametrize(
        ("content", "seen"),
        [
            (b"1.1,a\n", False),
            (b"1.1,it's\n", False),
            (b"1.1,'=1\n", True),
            (b'1.1,"\'=1"\n', True),
            (b"'=1,a\n", True),
        ],
    )
    def test_a_cell_that_begins_with_an_apostrophe_is_told_of(self, stage, content, seen):
        fields = ["stage", "line", "number", "text"]
        file = io.BytesIO(content)
        assert copy_csv(StagedAction, fields, file, before=[stage.pk], delimiter=",", first_line=2) is seen

    def test_other_delimiters(self, stage):
        assert let_the_database_read(stage, b"1.1;a, b\n", delimiter=";") == [(2, "1.1", "a, b")]
        stage.delete()

    def test_a_file_larger_than_a_block_is_read_whole(self, stage):
        content = b"".join(b"%d,%s\n" % (n, b"words " * 50) for n in range(3000))
        rows = let_the_database_read(stage, content)
        assert (len(rows), rows[-1][0], rows[-1][1]) == (3000, 3001, "2999")

    def test_lines_are_counted_across_blocks_of_every_kind(self, stage):
        """Long plain lines go in block by block; short, blank and broken ones are looked at one by one."""
        plain = [b'%d,"%s"\n' % (n, b"words, " * 50) for n in range(1500)]
        odd = [b'x,"one\n', b"\n", b'two"\n', b"\n", b" , \n", b"y,\n"]
        rows = let_the_database_read(stage, b"".join([*plain, *odd, *plain]))
        assert len(rows) == 3002
        assert rows[1500:1502] == [(1502, "x", "one\n\ntwo"), (1507, "y", "")]
        assert [line for line, *_ in rows[:1500]] == list(range(2, 1502))
        assert [line for line, *_ in rows[1502:]] == list(range(1508, 3008))

    @pytest.mark.parametrize(
        "content",
        [
            b"1.1,a\n1.2\n",  # a cell is missing
            b"1.1,a\n1.2,b,c\n",  # one too many
            b"1.1,a\n1.2,\xff\n",  # not UTF-8
            b"1.1,a\n1.2,\x00\n",
            b"1.1,a\n\\.\n1.2,b\n",  # for COPY, the end of the file
        ],
    )
    def test_what_is_not_plain_is_left_to_be_read_record_by_record(self, stage, content):
        with pytest.raises(NotPlain):
            let_the_database_read(stage, content)
        assert not StagedAction.objects.exists()


def test_other_databases_read_no_files(stage):
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL does")
    with pytest.raises(NotPlain), transaction.atomic():
        let_the_database_read(stage, b"1.1,a\n")
