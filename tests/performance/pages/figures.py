"""Figures for pages, loaded as people load them: our own CSV through the verb."""

from performance.operations import load_figures
from tests.performance.test_loading import HEAD, ON


def load(*rows, name="figures.csv", on=ON):
    """Load rows such as "RHM,62d,All,2023-10,100,70"."""
    return load_figures(source=(HEAD + "\n".join(rows) + "\n").encode(), name=name, by=None, on=on)


def monthly(code, standard, values, *, first=(2022, 10), tumour="All", total=100):
    """Rows of so many months in a row; None leaves a month out."""
    rows = []
    for place, value in enumerate(values):
        number = first[0] * 12 + first[1] - 1 + place
        if value is not None:
            rows.append(f"{code},{standard},{tumour},{number // 12}-{number % 12 + 1:02d},{total},{value}")
    return rows
