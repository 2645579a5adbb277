"""The sheets of a workbook that somebody has saved as CSV, one by one, say what the workbook says."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from performance.importing.parsed import FileRefused
from performance.models import Figure, FigureRevision
from performance.operations import load_figures
from performance.positions import differences
from tests.performance import corpus
from tests.performance.corpus import needs_corpus
from tests.performance.test_loading import ON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference_data"), needs_corpus]


def sheets(path):
    """Each sheet of figures as CSV text, by the name that a spreadsheet would give the file."""
    book = CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names[1:]:
        text = io.StringIO()
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        csv.writer(text).writerows(
            [f"{cell:.15g}" if isinstance(cell, float) else cell for cell in row] for row in rows
        )
        yield f"{path.stem} {name}.csv", text.getvalue()


def standing():
    keys = ("code", "basis", "measure", "tumour", "route", "modality")
    return {
        (*key, month): values
        for *key, month, total, within in Figure.objects.values_list(
            *(f"series__body__{key}" if key == "code" else f"series__{key}" for key in keys), "month", "total", "within"
        )
        for values in [(total, within)]
    }


@pytest.mark.parametrize("backwards", [False, True])
def test_one_by_one_in_any_order(backwards):
    load_figures(source=corpus.OCTOBER_BY_ICB, name=corpus.OCTOBER_BY_ICB.name, by=None, on=ON)
    wanted = standing()
    Figure.objects.all().delete()
    FigureRevision.objects.all()._raw_delete(FigureRevision.objects.db)
    for name, text in sorted(sheets(corpus.OCTOBER_BY_ICB), reverse=backwards):
        load_figures(source=text.encode(), name=name, by=None, on=ON)
    assert standing() == wanted
    assert differences() == (0, 0)


def test_one_that_was_cut_off():
    texts = {name.rsplit("WORKBOOK-FINAL ")[-1]: text for name, text in sheets(corpus.OCTOBER_BY_ICB)}
    for sheet, lines, message in (
        ("62-DAY (ALL CANCER).csv", 90, "It has 2 of 5 parts"),
        ("62-DAY (BY CANCER).csv", -30, "without its total of England"),
        ("28-DAY FDS (ALL ROUTES).csv", 30, "without its total of England"),
    ):
        text = "\n".join(texts[sheet].splitlines()[:lines])
        with pytest.raises(FileRefused, match=message):
            load_figures(source=text.encode(), name=f"OCTOBER-2023-FINAL {sheet}", by=None, on=ON)
