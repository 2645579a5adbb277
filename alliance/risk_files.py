"""The register of risks as a file: CSV and Excel with a row for each risk, Word as a table that people read."""

from collections.abc import Iterable, Iterator
from datetime import date

from alliance.models import Mitigation
from alliance.risks import RiskLine
from core.export import csv_chunks, xlsx
from core.word import add_table, heading, new_document, saved, text_row, words

HEADER = (
    "Risk", "Title", "Cause", "Effect", "Category", "Belongs to", "Owner", "State", "Raised",
    "Inherent likelihood", "Inherent impact", "Inherent score", "Likelihood", "Impact", "Score", "Exposure", "Travel",
    "Target score", "Scored", "Next review", "Mitigations",
)  # fmt: skip
WIDTHS = (8, 40, 36, 36, 20, 36, 24, 14, 12, 10, 10, 10, 10, 10, 8, 11, 10, 8, 12, 12, 60)
COLUMNS = (("Risk", 14), ("What may happen", 78), ("Owner", 32), ("Before", 18), ("Now", 26), ("Target", 18),
           ("Travel", 18), ("Review", 22), ("Mitigations", 41))  # fmt: skip


def file_name(alliance, on: date, kind: str) -> str:
    """What the file is called: "wessex-risks-2026-10-02.xlsx"."""
    return f"{alliance.code}-risks-{on}.{kind}"


def risks_csv(lines: list[RiskLine]) -> Iterator[bytes]:
    """The lines as CSV."""
    return csv_chunks(HEADER, _rows(lines))


def risks_xlsx(alliance, lines: list[RiskLine], on: date) -> bytes:
    """The lines as a workbook."""
    title = f"Risks of {alliance} on {on:%-d %B %Y}"
    return xlsx(title, HEADER, _rows(lines), widths=WIDTHS, sheet_name="Risks")


def risks_docx(alliance, lines: list[RiskLine], on: date) -> bytes:
    """The lines as a Word document."""
    title, day = f"Risk register of {alliance}", f"{on:%-d %B %Y}"
    doc = new_document(title, subject=str(alliance), footer=f"As it stands on {day}")
    heading(doc, title)
    words(
        doc, f"As it stands on {day}: {len(lines)} risk{'s' if len(lines) != 1 else ''}, the greatest exposure first."
    )
    table = add_table(doc, COLUMNS, caption=title)
    done = _mitigations(lines)
    for line in lines:
        risk = line.risk
        cause = f"Cause: {risk.cause}" if risk.cause else ""
        effect = f"Effect: {risk.effect}" if risk.effect else ""
        said = "\n".join(part for part in (risk.title, cause, effect, line.where) if part)
        table.append(
            text_row(
                COLUMNS,
                [risk.reference, said, line.owner, str(line.inherent.score), f"{line.now.score} {line.now.word}",
                 str(line.target.score) if line.target else "", line.direction.label, _day(risk.review_on),
                 done.get(risk.pk, "")],
            )
        )  # fmt: skip
    return saved(doc)


def _rows(lines):
    done = _mitigations(lines)
    for line in lines:
        risk, now = line.risk, line.now
        yield [
            risk.reference, risk.title, risk.cause, risk.effect, risk.get_category_display(), line.where, line.owner,
            risk.get_state_display(), _day(risk.raised_on), str(risk.inherent_likelihood), str(risk.inherent_impact),
            str(line.inherent.score), str(now.likelihood), str(now.impact), str(now.score), now.word,
            line.direction.label, str(line.target.score) if line.target else "", _day(risk.scored_on),
            _day(risk.review_on), done.get(risk.pk, ""),
        ]  # fmt: skip


def _mitigations(lines: Iterable[RiskLine]) -> dict[int, str]:
    """By risk, its mitigations a line each; one statement."""
    found = {}
    rows = Mitigation.objects.filter(risk__in=[line.risk.pk for line in lines]).order_by("risk", "position")
    for row in rows:
        more = "; ".join(
            part for part in (row.owner_name, row.due_text and f"due {row.due_text}", row.done_on and "done") if part
        )
        found.setdefault(row.risk_id, []).append(f"{row.text} ({more})" if more else row.text)
    return {risk: "\n".join(texts) for risk, texts in found.items()}


def _day(day) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
