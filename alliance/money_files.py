"""The money of a delivery plan as a file: a row for each deliverable and quarter, and the year with its totals."""

from collections.abc import Iterator

from alliance.money import MoneyLine, PlanMoney
from alliance.spending import PENNY, Outturn
from core.export import Sheet, csv_chunks, xlsx_of

HEADER = (
    "Workstream", "Deliverable", "Title", "Period", "Allocated", "Spent so far", "Forecast", "Expected",
    "Variance", "Variance %", "Rating", "Why",
)  # fmt: skip
WIDTHS = (12, 12, 40, 12, 14, 14, 14, 14, 14, 11, 10, 50)


def file_name(plan, kind: str) -> str:
    """What the file is called: "wessex-2023-24-money.xlsx"."""
    return f"{plan.alliance.code}-{str(plan.financial_year).replace('/', '-')}-money.{kind}"


def money_csv(money: PlanMoney) -> Iterator[bytes]:
    """The quarters of every deliverable as CSV."""
    return csv_chunks(HEADER, _by_quarter(money))


def money_xlsx(money: PlanMoney) -> bytes:
    """Two sheets: the quarters of every deliverable; the year, with the totals of workstreams and plan."""
    year = ("Workstream", "Deliverable", "Title", *HEADER[4:6], *HEADER[7:])
    widths = (*WIDTHS[:3], *WIDTHS[4:6], *WIDTHS[7:])
    return xlsx_of(
        f"Money of {money.plan.title} on {money.on:%-d %B %Y}",
        [Sheet("By quarter", HEADER, _by_quarter(money), WIDTHS), Sheet("By year", year, _by_year(money), widths)],
    )


def _by_quarter(money):
    for group in money.groups:
        for line in group.lines:
            start = [group.workstream.number, line.number, line.title]
            for cell in line.quarters:
                said = cell.said
                figures = (said.allocation, said.actual, said.forecast, said.expected)
                yield [*start, f"Q{cell.number}", *map(_number, figures), *_judged(cell.outturn, cell.rating)]
            if line.unphased:
                yield [*start, "Whole year", _number(line.unphased), "", "", "", "", "", "", ""]


def _by_year(money):
    for group in money.groups:
        for line in group.lines:
            yield _year_row(line, group.workstream.number, line.number, line.title)
        yield _year_row(group.total, group.workstream.number, "Total", group.workstream.title)
    if money.held:
        yield ["", "", "Not allocated yet", _number(money.held), *[""] * 6]
    yield _year_row(money.total, "", "Total", "Whole plan")
    for words in money.mismatches:
        yield ["", "", words, *[""] * 7]


def _year_row(line: MoneyLine, *names):
    year = line.year
    return [*names, _number(year.allocation), _number(year.actual), _number(year.expected), *_judged(year, line.rating)]


def _judged(outturn: Outturn, rating):
    percent = f"{outturn.percent}" if outturn.percent is not None else ""
    return [_number(outturn.variance), percent, rating.rating.label, rating.reason]


def _number(amount) -> str:
    return "" if amount is None else f"{amount.quantize(PENNY)}"
