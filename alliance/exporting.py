"""A delivery plan as a file: CSV with a row for each milestone, Excel with a sheet of deliverables beside it, Word.

As far as the person who asks may see it. What these files say is what our importer reads, so a file that comes back
unchanged changes nothing. Seven statements, whatever the size of the plan.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from alliance.models import Deliverable, Milestone, Programme
from core.cells import printable
from core.export import Sheet, csv_chunks, xlsx_of
from core.word import add_table, cell, heading, new_document, paragraph, row, saved, words
from performance.rag import RagRating
from workplans import progress
from workplans.progress import Status
from workplans.word import rating_words

MILESTONE_COLUMNS = (
    ("Workstream no.", 12), ("Workstream", 30), ("Deliverable no.", 12), ("Title", 34), ("Lead name", 22),
    ("Lead e-mail", 30), ("Quarter", 9), ("Milestone", 60), ("Points", 40), ("Due", 16), ("Status", 16), ("Rating", 10),
    ("Latest comment", 50),
)  # fmt: skip
"""Headings with their widths in characters."""
DELIVERABLE_COLUMNS = (
    ("Workstream no.", 12), ("Workstream", 30), ("Deliverable no.", 12), ("Title", 34), ("Deliverable", 60),
    ("Success measures", 50), ("Lead name", 22), ("Lead e-mail", 30), ("Milestones required", 18),
    ("Why not applicable", 30), ("Narrative", 80),
)  # fmt: skip
WORD_COLUMNS = (("Quarter", 16), ("Milestone", 110), ("Due", 26), ("Slip", 34), ("Status", 24), ("Rating", 25),
                ("Latest comment", 32))  # fmt: skip
REQUIRED = {Programme.REQUIRED: "Yes", Programme.NOT_REQUIRED: "No", Programme.NOT_APPLICABLE: "Not applicable"}


@dataclass(frozen=True)
class Content:
    """A plan with the deliverables a person sees; each has its measures, comments and milestones in hand."""

    plan: object
    deliverables: list


def file_name(plan, kind: str) -> str:
    """What the file of a plan is called: "wessex-delivery-plan-2023-24.docx"."""
    return f"{plan.alliance.code}-delivery-plan-{str(plan.financial_year).replace('/', '-')}.{kind}"


def content_of(plan, user) -> Content:
    """Everything of a plan that a person sees."""
    milestones = Milestone.objects.visible_to(user).select_related("latest_update").prefetch_related("parts")
    deliverables = (
        Deliverable.objects.visible_to(user)
        .filter(plan=plan)
        .select_related("workstream")
        .prefetch_related(
            "measures", "comments__by", Prefetch("milestones", milestones.order_by("quarter", "position"))
        )
        .in_order()
    )
    return Content(plan, list(deliverables))


def plan_csv(plan, user) -> Iterator[bytes]:
    """A row for each milestone, and one for a deliverable that has none."""
    return csv_chunks([name for name, _ in MILESTONE_COLUMNS], _milestone_rows(content_of(plan, user)))


def plan_xlsx(plan, user) -> bytes:
    """A workbook with a sheet of deliverables and one of milestones."""
    content = content_of(plan, user)
    sheets = (
        ("Deliverables", DELIVERABLE_COLUMNS, _deliverable_rows(content)),
        ("Milestones", MILESTONE_COLUMNS, _milestone_rows(content)),
    )
    return xlsx_of(
        plan.title,
        (
            Sheet(name, [heading for heading, _ in columns], rows, [width for _, width in columns])
            for name, columns, rows in sheets
        ),
    )


def _deliverable_rows(content) -> Iterator[list[str]]:
    for each in content.deliverables:
        yield [
            each.workstream.number, each.workstream.title, each.number, each.title, each.text,
            "\n".join(measure.text for measure in each.measures.all()), each.lead_name, each.lead_email,
            REQUIRED[each.programme], each.not_applicable_reason, each.narrative,
        ]  # fmt: skip


def _milestone_rows(content) -> Iterator[list[str]]:
    for each in content.deliverables:
        own = [
            each.workstream.number, each.workstream.title, each.number, each.title, each.lead_name, each.lead_email,
        ]  # fmt: skip
        milestones = each.milestones.all()
        if not milestones:
            yield [*own, *[""] * (len(MILESTONE_COLUMNS) - len(own))]
        for milestone in milestones:
            yield [
                *own,
                f"Q{milestone.quarter}",
                milestone.text,
                "\n".join(part.text for part in milestone.parts.all()),
                milestone.due_text,
                Status(milestone.status).label,
                RagRating(milestone.rating_given).label if milestone.rating_given else "",
                milestone.latest_update.comment if milestone.latest_update else "",
            ]


# --- Word -------------------------------------------------------------------------------------------------------------


def plan_docx(plan, user, *, on: date, thresholds) -> bytes:
    """The plan in the layout of the national template, each milestone with how it stands on a day."""
    content = content_of(plan, user)
    day = f"{on.day} {on:%B %Y}"
    doc = new_document(plan.title, subject=str(plan.alliance), footer=f"{plan.get_state_display()} plan on {day}")
    heading(doc, plan.title)
    words(doc, f"Name of Cancer Alliance: {plan.alliance.name}")
    workstream = None
    for each in content.deliverables:
        if each.workstream != workstream:
            workstream = each.workstream
            heading(doc, f"Workstream {workstream.number}: {workstream.title}".rstrip(": "), 2)
        _deliverable(doc, each, on=on, thresholds=thresholds)
    return saved(doc)


def _deliverable(doc, each, *, on, thresholds):
    title = doc.add_heading(printable(f"{each.number} {each.title}"), level=3)
    for comment in each.comments.all():
        if not comment.resolution:
            doc.add_comment(
                title.runs, text=printable(comment.text), author=printable(comment.author or str(comment.by or ""))
            )
    label_width, text_width = 45, 222
    table = add_table(doc, (("", label_width), ("", text_width)), caption=f"Deliverable {each.number}", header=False)
    measures = [paragraph(measure.text, bullet=True) for measure in each.measures.all()] or [paragraph("")]
    texts = [paragraph(line) for line in each.text.splitlines() if line.strip()] or [paragraph("")]
    for label, paragraphs in (("Deliverable", texts), ("Success measures", measures)):
        head = cell([paragraph(label, bold=True)], label_width, fill="E8EDEE")
        table.append(row([head, cell(paragraphs, text_width)]))
    contact = f"{each.lead_name} {each.lead_email}".strip()
    if contact:
        words(doc, f"Name and email of Cancer Alliance Lead Contact: {contact}")
    heading(doc, "Narrative plan", 4)
    for line in (each.narrative or each.not_applicable_reason).splitlines():
        words(doc, line.removeprefix("- "), bullet=line.startswith("- "))
    heading(doc, "Planned milestones", 4)
    milestones = each.milestones.all()
    if each.programme == Programme.NOT_REQUIRED:
        words(doc, "Milestones are not required for this deliverable.")
    elif each.programme == Programme.NOT_APPLICABLE:
        words(doc, "N/A")
    if milestones:
        table = add_table(doc, WORD_COLUMNS, caption=f"Milestones of deliverable {each.number}")
        for milestone in milestones:
            table.append(_milestone(milestone, on=on, thresholds=thresholds))


def _milestone(milestone, *, on, thresholds):
    parts = [paragraph(part.text, bullet=True, depth=1) for part in milestone.parts.all()]
    comment = milestone.latest_update.comment if milestone.latest_update else ""
    cells = (
        [paragraph(f"Q{milestone.quarter}")],
        [paragraph(milestone.text), *parts],
        [paragraph(milestone.due_text)],
        [paragraph(_slip(milestone))],
        [paragraph(Status(milestone.status).label)],
        [paragraph(rating_words(milestone, on=on, thresholds=thresholds))],
        [paragraph(line) for line in comment.splitlines() if line.strip()] or [paragraph("")],
    )
    return row([cell(paragraphs, width) for paragraphs, (_, width) in zip(cells, WORD_COLUMNS, strict=True)])


def _slip(milestone) -> str:
    if milestone.due_text == milestone.original_text:
        return ""
    days = progress.slipped_days(milestone) if progress.has_slipped(milestone) else 0
    moved = f"Moved from {milestone.original_text or 'no date'}"
    return f"{moved}, {days} days" if days else moved
