"""The answers of local figures: for each page its finding, tables and charts, as far as a person may see counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from organisations.models import Alliance
from performance.disclosure import MARK
from performance.local import charts
from performance.local.grids import ABSENT, HIDDEN, NOTHING, Shown, number, periods
from performance.local.measures import BACKLOGS, BANDS, LIST, MODALITIES, OVER_62, Cell, LocalKind, table_of
from performance.local.tables import Table, TableRow, change, change_text, moved_words, share, share_text, signed
from performance.local.view import Chart, Figures, View, chart_of, finish, listed
from performance.rag import RagRating, rate_against_plan

# --- Referrals ------------------------------------------------------------------------------------------------


def referrals(view: View) -> Figures:
    """Referrals against their baseline and against the week before."""
    table = table_of(LocalKind.REFERRALS)
    whole = Cell(table, view.at, None)
    now, base, before = view.now.show(whole), view.now.baseline(whole), view.before.show(whole)
    tables = [
        Table(
            name,
            f"Referrals by {words.lower()}, {view.when}" if name != "all" else f"Referrals, {view.when}",
            (words, "Baseline", view.than.capitalize(), "Now", "Change from baseline", f"Change from {view.than}"),
            tuple(_referral_row(view, title, Cell(table, provider, group)) for title, provider, group in rows),
        )
        for name, words, rows in view.ways(table)
    ]
    moved = [
        moved_words(change(now, base), "baseline"),
        moved_words(change(now, before), view.than),
    ]
    told = " and ".join(words for words in moved if words)
    finding = _counted(now, "referrals", view) + (f": {told}" if told else "")
    drawn = [chart_of(view, whole, "referrals", f"Referrals, {view.where}")]
    return finish(view, finding, [_furthest(view, table)], drawn, tables, table)


def _referral_row(view, title, cell) -> TableRow:
    now, base, before = view.now.show(cell), view.now.baseline(cell), view.before.show(cell)
    cells = (base.text, before.text, now.text, change_text(now, base), change_text(now, before))
    return TableRow(title, cells, whole=cell.group is None and cell.provider == view.at)


def _furthest(view, table) -> str:
    """The tumour groups that are furthest below their baseline."""
    moved = []
    for name, provider, group in view.places(table, by="tumour-group")[1:]:
        cell = Cell(table, provider, group)
        found = change(view.now.show(cell), view.now.baseline(cell))
        if found is not None and found <= -1:
            moved.append((found, name))
    if not moved:
        return ""
    named = [f"{name} ({signed(found, '%')})" for found, name in sorted(moved)[:3]]
    return f"Furthest below baseline: {listed(named)}."


def _counted(now: Shown, unit: str, view: View) -> str:
    where = f"{view.where}, {view.when}"
    if now is HIDDEN or now.text == MARK:
        return f"{where}: the number of {unit} is not shown"
    if now.value is None:
        return f"{where}: no total was given"
    return f"{where}: {number(now.value)} {unit}"


# --- Backlog ----------------------------------------------------------------------------------------------------


def backlog(view: View) -> Figures:
    """People waiting over 62 and over 104 days, against baseline and ceiling, and as a share of the list."""
    tables, drawn, sentences = [], [], []
    for kind in BACKLOGS:
        table, days = table_of(kind), kind.value.rpartition("-")[2]
        if not (view.now.has(table) or view.before.has(table)):
            sentences.append(f"Nothing is known of waits over {days} days for the {view.when}.")
            continue
        for name, words, rows in view.ways(table):
            tables.append(
                Table(
                    f"{days}-{name}",
                    f"Waiting over {days} days" + (f" by {words.lower()}" if name != "all" else "") + f", {view.when}",
                    (words, "Baseline", view.than.capitalize(), "Now", "Change from baseline", "Share of the list")
                    + ("Ceiling", "Rating"),
                    tuple(_backlog_row(view, title, Cell(table, p, g)) for title, p, g in rows),
                    note="There is no standard for this: each of these waits is reviewed for harm."
                    if kind == LocalKind.BACKLOG_104
                    else "",
                )
            )
        whole = Cell(table, view.at, None)
        drawn.append(chart_of(view, whole, f"over-{days}", f"Waiting over {days} days, {view.where}"))
        sentences.append(_backlog_words(view, whole, days))
    finding = sentences.pop(0).rstrip(".")
    tables_of = [table_of(kind) for kind in BACKLOGS]
    return finish(view, f"{view.where}, {view.when}: {finding}", sentences, drawn, tables, *tables_of)


def _backlog_row(view, title, cell) -> TableRow:
    now, base, before = view.now.show(cell), view.now.baseline(cell), view.before.show(cell)
    of_list, ceiling = view.now.show(cell._replace(table=LIST)), view.now.ceiling(cell)
    held = ABSENT
    if ceiling:
        held = f"{ceiling.value.normalize():f}% of the list" if ceiling.per_cent else number(ceiling.value)
    cells = (
        base.text,
        before.text,
        now.text,
        change_text(now, base),
        share_text(now, of_list),
        held,
        _rating(now, of_list, ceiling, view.thresholds),
    )
    return TableRow(title, cells, whole=cell.group is None and cell.provider == view.at)


def _rating(now, of_list, ceiling, thresholds) -> RagRating | str:
    """The rating of a backlog against its ceiling. It would tell on a hidden count, so it is hidden with it."""
    if ceiling is None:
        return ABSENT
    if HIDDEN in (now, of_list if ceiling.per_cent else now):
        return MARK
    if now.value is None or (ceiling.per_cent and not of_list.value):
        return ABSENT
    return rate_against_plan(
        actual=share(now, of_list) if ceiling.per_cent else now.value,
        planned=ceiling.value,
        share=ceiling.per_cent,
        more_is_better=False,
        thresholds=thresholds,
    )


def _backlog_words(view, cell, days) -> str:
    now, base = view.now.show(cell), view.now.baseline(cell)
    if now.text == MARK:
        return f"The number of people waiting over {days} days is not shown."
    if now.value is None:
        return f"No total is known of people waiting over {days} days."
    words = f"{number(now.value)} people are waiting over {days} days"
    moved = change(now, base)
    if moved is not None and base.value is not None:
        size = abs(now.value - base.value)
        if size:
            more = "more" if moved > 0 else "fewer"
            words += f", {number(size)} {more} than the baseline of {number(base.value)} ({signed(moved, '%')})"
        else:
            words += f", as many as the baseline of {number(base.value)}"
    return f"{words}."


# --- Waits by band --------------------------------------------------------------------------------------------------


def bands(view: View) -> Figures:
    """How long everybody on the list has waited."""
    of = [table_of(LocalKind.WAITS, band) for band in BANDS]
    tables, drawn = [], []
    for name, words, rows in view.ways(*of):
        tables.append(
            Table(
                name,
                "Waits" + (f" by {words.lower()}" if name != "all" else "") + f", {view.when}",
                (words, *BANDS.values(), "On the list", "Over 62 days"),
                tuple(_band_row(view, title, provider, group) for title, provider, group in rows),
            )
        )
        heading = f"How long people have waited, by {words.lower()}" if name != "all" else "How long people have waited"
        bars = [(title, _bar(view, provider, group)) for title, provider, group in rows]
        description = "Each bar is everybody on a list; its parts are the share of each band. The table has the counts."
        drawing = charts.stacked_chart(bars, list(BANDS.values()), title=heading, description=description)
        drawn.append(Chart(f"bands-{name}", heading, drawing))
    whole = _over_62(view, view.at, None)
    on_list = view.now.show(Cell(LIST, view.at, None))
    finding = f"{view.where}, {view.when}: "
    found = share(whole, on_list)
    if found is not None and whole.value is not None and on_list.value is not None:
        finding += f"{number(whole.value)} of {number(on_list.value)} people have waited over 62 days ({found:.1f}%)"
    else:
        finding += "how many have waited over 62 days is not " + ("shown" if HIDDEN in (whole, on_list) else "known")
    return finish(view, finding, [], drawn, tables, *of)


def _over_62(view, provider, group) -> Shown:
    """Both bands over 62 days together, as the backlog has them or added up."""
    parts = [view.now.show(Cell(table_of(LocalKind.WAITS, band), provider, group)) for band in OVER_62]
    if any(part is HIDDEN for part in parts):
        return HIDDEN
    if any(part.value is None for part in parts):
        return NOTHING
    total = sum((part.value for part in parts if part.value is not None), Decimal(0))
    return Shown(total, number(total))


def _band_row(view, title, provider, group) -> TableRow:
    cells = [view.now.show(Cell(table_of(LocalKind.WAITS, band), provider, group)).text for band in BANDS]
    on_list = view.now.show(Cell(LIST, provider, group))
    over = share_text(_over_62(view, provider, group), on_list)
    return TableRow(title, (*cells, on_list.text, over), whole=group is None and provider == view.at)


def _bar(view, provider, group) -> list[float] | None:
    values = [view.now.show(Cell(table_of(LocalKind.WAITS, band), provider, group)).value for band in BANDS]
    return None if None in values else [float(value) for value in values if value is not None]


# --- Diagnostics ----------------------------------------------------------------------------------------------------


def diagnostics(view: View) -> Figures:
    """Diagnostic tests by modality, against the week before and the baseline."""
    shown = [m for m in MODALITIES if any(g.has(table_of(LocalKind.DIAGNOSTICS, m)) for g in (view.now, view.before))]
    rows, moved = [], []
    for modality in shown:
        cell = Cell(table_of(LocalKind.DIAGNOSTICS, modality), view.at, None)
        now, base, before = view.now.show(cell), view.now.baseline(cell), view.before.show(cell)
        cells = (base.text, before.text, now.text, change_text(now, base), change_text(now, before))
        rows.append(TableRow(MODALITIES[modality], cells, whole=MODALITIES[modality].endswith(", all")))
        found = change(now, before)
        if found is not None:
            moved.append((found, MODALITIES[modality].removesuffix(", all")))
    table = Table(
        "modality",
        f"Diagnostic tests by modality, {view.when}",
        ("Modality", "Baseline", view.than.capitalize(), "Now", "Change from baseline", f"Change from {view.than}"),
        tuple(rows),
        note="Tests for everybody, not for cancer alone. “All” is a total already.",
    )
    finding = f"{view.where}, {view.when}: diagnostic tests in {len(shown)} modalities"
    if moved:
        low, high = min(moved), max(moved)
        told = [f"{name} {signed(found, '%')}" for found, name in dict.fromkeys([high, low])]
        finding = f"{view.where}, {view.when}: {' and '.join(told)} on {view.than}"
    drawn = [
        chart_of(view, Cell(table_of(LocalKind.DIAGNOSTICS, m), view.at, None), m, f"{MODALITIES[m]}, {view.where}")
        for m in shown
        if MODALITIES[m].endswith(", all")
    ]
    return finish(view, finding, [], drawn, [table], *(table_of(LocalKind.DIAGNOSTICS, m) for m in shown))


@dataclass(frozen=True)
class Page:
    """A page of local figures: its name in addresses, what the menu calls it, and what it needs."""

    name: str
    label: str
    family: str
    build: Callable[[View], Figures]


PAGES = {
    page.name: page
    for page in (
        Page("referrals", "Referrals", "referrals", referrals),
        Page("backlog", "Backlog", "waiting", backlog),
        Page("waits", "Waits by band", "waiting", bands),
        Page("diagnostics", "Diagnostics", "diagnostics", diagnostics),
    )
}


def known_periods(alliance: Alliance, page: Page) -> list[tuple[str, date]]:
    """The weeks and months that a page can show, the latest first."""
    return periods(alliance, page.family)
