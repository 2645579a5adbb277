"""The command that reads a delivery plan: one object, through the guard, and nothing written."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests.alliance.importing.delivery_documents import word_file


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.docx"
    path.write_bytes(word_file())
    return path


def answer_of(path, *, status=0, year="2023/24"):
    out = io.StringIO()
    if status:
        with pytest.raises(SystemExit) as ended:
            call_command("read_delivery_plan", path, year=year, json=True, stdout=out)
        assert ended.value.code == status
    else:
        call_command("read_delivery_plan", path, year=year, json=True, stdout=out)
    return json.loads(out.getvalue())


def test_one_object(plan):
    answer = answer_of(plan)
    assert (answer["file"], answer["year"], answer["workstreams"], answer["deliverables"]) == (
        "plan.docx",
        "2023/24",
        1,
        1,
    )
    (row,) = answer["rows"]
    assert row == {
        "workstream": "1",
        "number": "1.1",
        "title": "Clinics",
        "deliverable": ["Run the clinics"],
        "success_measures": ["Clinics held"],
        "lead": {"name": "Programme Lead", "email": "programme.lead@example.nhs.uk"},
        "narrative": [],
        "milestones_required": True,
        "milestones": {
            "Q1": [{"text": "Train", "children": ["nurses", "porters"]}, {"text": "Open", "children": []}],
            "Q2": [],
            "Q3": [],
            "Q4": [],
        },
        "comments": [],
    }
    assert [finding["message"] for finding in answer["findings"]] == [
        f"Deliverable 1.1 has nothing planned in Q{number}." for number in (2, 3, 4)
    ]


def test_in_words(plan):
    out = io.StringIO()
    call_command("read_delivery_plan", plan, year="2023/24", stdout=out)
    assert "workstreams: 1, deliverables: 1" in out.getvalue()
    assert "1.1 Clinics: 2 milestones" in out.getvalue()
    assert "warning: paragraph 3: Deliverable 1.1 has nothing planned in Q2." in out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "year", "message"),
    [
        ("plan.docx", b"not a Word file", "2023/24", ""),
        ("plan.txt", b"Hello", "2023/24", "No deliverables were found."),
        ("plan.txt", b"Hello", "2023/25", "is not a financial year"),
        ("plan.pdf", b"%PDF-1.7", "2023/24", "PDF"),
        ("missing.docx", None, "2023/24", "There is no file"),
    ],
)
def test_what_cannot_be_read_is_said_in_the_same_shape(tmp_path, name, content, year, message):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    answer = answer_of(tmp_path / name, status=1, year=year)
    assert (answer["workstreams"], answer["deliverables"], answer["rows"]) == (0, 0, [])
    assert [finding["level"] for finding in answer["findings"]] == ["error"]
    assert message in answer["findings"][0]["message"]


def test_a_person_gets_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="There is no file"):
        call_command("read_delivery_plan", tmp_path / "missing.docx", year="2023/24")
