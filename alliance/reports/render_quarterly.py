"""A quarterly return as a Word document and as a workbook, from its content alone."""

from alliance.reports.quarterly import MilestoneLine, ReturnContent
from core.export import Sheet, xlsx_of
from core.word import add_table, cell, group_row, heading, lines, new_document, paragraph, row, saved, words

COLUMNS = (("No.", 13), ("Milestone", 96), ("Due", 30), ("Status", 24), ("Rating", 30), ("Latest report", 74))
HEADER = (
    "Workstream", "Deliverable", "Title", "Lead contact", "Milestone", "Planned", "Due", "Original date",
    "Days slipped", "Days late", "Status", "Rating", "Reasons", "Comment", "Path to green", "Last report",
)  # fmt: skip
WIDTHS = (12, 12, 30, 24, 60, 9, 16, 16, 10, 10, 14, 24, 40, 50, 40, 14)


def file_name(content: ReturnContent, kind: str) -> str:
    """What the file of a return is called: "wessex-cancer-alliance-q2-2026-27-return-v1.docx"."""
    name = "-".join(f"{content.alliance} {content.period} return v{content.version}".lower().replace("/", "-").split())
    return f"{name}.{kind}"


def title_of(content: ReturnContent) -> str:
    """What the return is headed by."""
    correction = f", version {content.version}" if content.version > 1 else ""
    return f"{content.period} return{correction}"


def standing(content: ReturnContent, signed_by: str) -> str:
    """As of when the return speaks, and whether it is signed."""
    day = f"{content.day:%-d %B %Y}"
    return f"Signed off on {day} by {signed_by}" if signed_by else f"Not signed off, as it stands on {day}"


def render_docx(content: ReturnContent, *, signed_by: str = "", statement: str = "", gaps: str = "") -> bytes:
    """The return as people read it: commentary, then the milestones of each deliverable."""
    said = standing(content, signed_by)
    doc = new_document(f"{content.plan}: {title_of(content)}", subject=content.alliance, footer=said)
    heading(doc, f"{content.plan}: {title_of(content)}")
    words(doc, f"{content.alliance}. {said}.")
    if content.reason:
        words(doc, f"Corrected because: {content.reason}")
    if gaps:
        words(doc, f"Signed with gaps: {gaps}")
    if statement:
        words(doc, statement)
    words(doc, f"{content.milestones} milestones: {_counts(content.counts)}.", bold=True)
    for part in content.workstreams:
        heading(doc, part.words, level=2)
        if part.lead:
            words(doc, f"Programme lead: {part.lead}")
        words(doc, part.commentary or "No commentary was written.")
        table = add_table(doc, COLUMNS, caption=part.words, description="Deliverables, each with its milestones below.")
        for lines_of in part.deliverables:
            lead = f" ({lines_of.lead})" if lines_of.lead else ""
            note = f": {lines_of.note}" if lines_of.note else ""
            table.append(group_row(COLUMNS, f"{lines_of.number} {lines_of.title}{lead}{note}"))
            for line in lines_of.milestones:
                table.append(_row(lines_of.number, line))
    return saved(doc)


def _counts(counts) -> str:
    return ", ".join(f"{count} {rating.capitalize()}" for rating, count in counts.items() if count) or "none"


def _row(number: str, line: MilestoneLine):
    parts = [paragraph(f"{text} (done)" if done else text, bullet=True) for text, done in line.parts]
    report = [line.comment, f"Path to green: {line.path_to_green}" if line.path_to_green else ""]
    texts = (
        lines([number]),
        [*lines(line.text.splitlines()), *parts],
        lines([line.due, *_dates(line)]),
        lines([line.status_words]),
        lines([line.rating_words]),
        lines(part for text in report for part in text.splitlines()),
    )
    return row([cell(paragraphs, width) for paragraphs, (_, width) in zip(texts, COLUMNS, strict=True)])


def _dates(line: MilestoneLine):
    if line.original:
        yield f"was {line.original}, {line.slipped_days} days later" if line.slipped_days else f"was {line.original}"
    if line.days_late:
        yield f"{line.days_late} days late"


def render_xlsx(content: ReturnContent, *, signed_by: str = "", statement: str = "", gaps: str = "") -> bytes:
    """The return as a workbook: what it is, the commentaries, and one row for each milestone."""
    about = [
        ("Alliance", content.alliance),
        ("Plan", content.plan),
        ("Return", title_of(content)),
        ("Standing", standing(content, signed_by)),
        ("Why corrected", content.reason),
        ("Statement", statement),
        ("Why signed with gaps", gaps),
        ("Milestones", str(content.milestones)),
        *((rating.capitalize(), str(count)) for rating, count in content.counts.items()),
    ]
    commentary = [
        (part.number, part.title, part.lead, part.commentary, part.by, "yes" if part.handed_in else "no")
        for part in content.workstreams
    ]
    sheets = [
        Sheet("Return", ("What", "Value"), about, (24, 90)),
        Sheet(
            "Commentary",
            ("Workstream", "Title", "Programme lead", "Commentary", "Written by", "Handed in"),
            commentary,
            (12, 34, 24, 100, 24, 11),
        ),
        Sheet("Milestones", HEADER, _cells(content), WIDTHS),
    ]
    return xlsx_of(f"{content.plan}: {title_of(content)}", sheets)


def _cells(content: ReturnContent):
    for part in content.workstreams:
        for lines_of in part.deliverables:
            for line in lines_of.milestones:
                text = "\n".join([line.text, *(f"• {text}{' (done)' * done}" for text, done in line.parts)])
                yield (
                    part.number, lines_of.number, lines_of.title, lines_of.lead, text, line.planned, line.due,
                    line.original, str(line.slipped_days or ""), str(line.days_late or ""), line.status_words,
                    line.rating_words, "; ".join(line.reasons), line.comment, line.path_to_green, line.updated_on,
                )  # fmt: skip
