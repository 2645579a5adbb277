"""The import pages of the admin: who may, the preview, confirming, and what is refused."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from organisations.grants import RoleKind
from tests.factories import NetworkFactory, someone
from workplans.importing import preview_lists
from workplans.models import Action, Objective, SourceDocument, StagedImport, WorkPlan

pytestmark = pytest.mark.django_db
IMPORT = "admin:workplans_workplan_import"
CORPUS = Path(settings.CORPUS_DIR) / "corpus"
PLAIN = "Ref,Action,Lead,Due\n1.1,Open a clinic,Manager,Jun 26\n1.2,Count again,Nurse,Sep 26\n"


@pytest.fixture
def network():
    return NetworkFactory(code="head-neck", name="Head and Neck MCN")


@pytest.fixture
def manager(client, network):
    person = someone(RoleKind.NETWORK_MANAGER, network)
    client.force_login(person)
    return person


def bring(client, content=PLAIN, name="plan.csv", **said):
    data = {"network": "head-neck", "year": "2026", "how": "file"} | said
    if data["how"] == "file":
        body = content if isinstance(content, bytes) else content.encode()
        data["document"] = SimpleUploadedFile(name, body)
    return client.post(reverse(IMPORT), data)


def test_bring_preview_confirm(client, manager):
    preview = bring(client)
    assert preview.status_code == 302
    page = client.get(preview.url).content.decode()
    assert "Open a clinic" in page
    assert "30 June 2026" in page
    assert not WorkPlan.objects.exists()
    done = client.post(preview.url, follow=True)
    assert done.redirect_chain == [(preview.url, 302)]
    assert "Head and Neck MCN work plan 2026/27" in done.content.decode()
    assert list(Action.objects.values_list("number", flat=True)) == ["1.1", "1.2"]
    assert SourceDocument.objects.get().imported_by == manager
    client.post(preview.url)  # a second click does nothing more
    assert Action.objects.count() == 2


def test_the_same_file_again_would_change_nothing(client, manager):
    client.post(bring(client).url)
    page = client.get(bring(client).url).content.decode()
    assert "Nothing would change" in page
    assert "Import this" not in page


def test_an_objective_with_another_title_is_shown(client, manager):
    rows = "Objective no.,Objective,Ref,Action,Lead,Due\n1,{},1.1,Open a clinic,Manager,Q2\n"
    client.post(bring(client, rows.format("Better pathways")).url)
    page = client.get(bring(client, rows.format("Shorter pathways")).url).content.decode()
    assert "<del>Better pathways</del> becomes <ins>Shorter pathways</ins>" in page
    assert "Import this" in page


def test_a_table_is_pasted(client, manager):
    preview = bring(client, how="text", text="Ref\tAction\tLead\tDue\n1.1\tOpen a clinic\tManager\tQ2\n")
    assert "30 September 2026" in client.get(preview.url).content.decode()


def test_moved_dates_ask_for_reason_and_agreement(client, manager):
    client.post(bring(client).url)
    preview = bring(client, PLAIN.replace("Sep 26", "Dec 26")).url
    refused = client.post(preview)
    assert refused.status_code == 422
    assert "Say why the dates move." in refused.content.decode()
    client.post(preview, {"reason": "Lab capacity", "agreed_by": "Advisory board"})
    revision = Action.objects.get(number="1.2").date_revisions.get()
    assert (revision.reason, revision.agreed_by, revision.by) == ("Lab capacity", "Advisory board", manager)


def test_what_is_missing_is_closed_only_by_choice(client, manager):
    client.post(bring(client).url)
    gone = Action.objects.get(number="1.2")
    preview = bring(client, PLAIN.rsplit("1.2", 1)[0]).url
    assert "1.2 Count again" in client.get(preview).content.decode()
    client.post(preview, {"close": [gone.pk], "close_comment": "Done elsewhere"})
    gone.refresh_from_db()
    assert (gone.status, gone.latest_update.comment) == ("closed", "Done elsewhere")


def test_errors_stop_the_import_unless_their_rows_are_left_out(client, manager):
    preview = bring(client, PLAIN + "1.2,Twice,Nurse,Q4\n").url
    page = client.get(preview).content.decode()
    assert "line 4" in page
    assert client.post(preview).status_code == 422
    assert not Action.objects.exists()
    client.post(preview, {"leave_out_errors": "on"})
    assert Action.objects.count() == 2


def test_a_plan_that_moved_on_is_previewed_anew(client, manager):
    client.post(bring(client).url)
    preview = bring(client, PLAIN.replace("Open a clinic", "Open two clinics")).url
    action = Action.objects.get(number="1.1")
    Action.objects.filter(pk=action.pk).update(version=action.version + 1)
    answer = client.post(preview, follow=True)
    assert "Somebody changed the plan after this preview was made" in answer.content.decode()
    assert Action.objects.get(number="1.1").text == "Open a clinic"


def test_a_new_title_of_an_objective_alone_is_a_plan_that_moved_on(client, manager):
    client.post(bring(client).url)
    preview = bring(client, PLAIN.replace("Open a clinic", "Open two clinics")).url
    Objective.objects.update(title="Another title")
    answer = client.post(preview, follow=True)
    assert "Somebody changed the plan after this preview was made" in answer.content.decode()


def test_more_than_can_be_ticked_is_closed_at_once_and_only_then(client, manager, monkeypatch):
    client.post(bring(client).url)
    plan = PLAIN.splitlines()
    monkeypatch.setattr(preview_lists, "MOST_TO_TICK", 1)
    preview = bring(client, "\n".join([plan[0], "9.9,Something else,Nurse,Q4"])).url
    page = client.get(preview).content.decode()
    assert "Close all 2 of them" in page
    assert "Only the first 1 are listed above" in page
    client.post(preview, {"close_all": "on"})
    assert set(Action.objects.exclude(number="9.9").values_list("status", flat=True)) == {"closed"}


def test_what_can_be_ticked_needs_no_box_for_all(client, manager):
    client.post(bring(client).url)
    preview = bring(client, PLAIN.rsplit("1.2", 1)[0]).url
    assert "Close all" not in client.get(preview).content.decode()


def test_cancelling_throws_the_preview_away(client, manager):
    preview = bring(client).url
    client.post(f"{preview}cancel/")
    assert not StagedImport.objects.exists()
    assert client.get(preview).status_code == 404
    assert client.get(f"{preview}cancel/").status_code in (404, 405)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"content": b""}, "empty"),
        ({"content": b"PK\x03\x04", "name": "plan.docx"}, "plan.docx"),
        ({"content": b"\xd0\xcf\x11\xe0old", "name": "plan.doc"}, ".docx"),
        ({"how": "text", "text": " "}, "Paste the table."),
    ],
)
def test_what_is_not_let_in_says_why_and_keeps_the_choice(client, manager, said, words):
    answer = bring(client, **said)
    assert answer.status_code == 422
    assert words in answer.content.decode() or "There is a problem" in answer.content.decode()
    assert not StagedImport.objects.exists()


def test_a_form_without_a_file_asks_for_it(client, manager):
    answer = client.post(reverse(IMPORT), {"network": "head-neck", "year": "2026", "how": "file"})
    assert "Choose the file that holds the plan." in answer.content.decode()


@pytest.mark.parametrize("kind", list(RoleKind))
def test_who_may_import(client, network, kind):
    client.force_login(someone(kind, network))
    answer = client.get(reverse(IMPORT))
    allowed = kind in {RoleKind.ADMINISTRATOR, RoleKind.PROGRAMME_LEAD, RoleKind.NETWORK_MANAGER, RoleKind.ANALYST}
    assert (answer.status_code == 200) is allowed


def test_a_preview_is_its_owners_alone(client, network, manager):
    preview = bring(client).url
    client.force_login(someone(RoleKind.NETWORK_MANAGER, network))
    assert client.get(preview).status_code == 404
    assert client.post(preview).status_code == 404


def test_another_networks_plan_cannot_be_chosen_or_named(client, manager):
    NetworkFactory(code="lung", name="Lung MCN")
    assert bring(client, network="lung").status_code == 422
    rows = "Network,Year,Ref,Action,Lead,Due\nlung,2026/27,1.1,Open,Manager,Q2\n"
    page = client.get(bring(client, rows, network="").url).content.decode()
    assert "you may not import its plans" in page


@pytest.mark.parametrize("number", [3, 120])
def test_a_preview_costs_the_same_for_any_size(client, manager, number, django_assert_max_num_queries):
    rows = "".join(f"1.{n},Action {n},Manager,Q2\n" for n in range(1, number + 1))
    preview = bring(client, "Ref,Action,Lead,Due\n" + rows).url
    with django_assert_max_num_queries(20):
        page = client.get(preview)
    assert page.content.decode().count('data-label="Where"') <= 52


@pytest.mark.skipif(not CORPUS.exists(), reason=f"the published plans are not at {CORPUS}")
def test_the_published_word_plan(client, manager):
    file = CORPUS / "woscan-head-neck-2023-24.docx"
    preview = bring(client, file.read_bytes(), name=file.name, year="2023")
    page = client.get(preview.url).content.decode()
    assert "another alphabet" in page
    client.post(preview.url)
    assert (WorkPlan.objects.get().objectives.count(), Action.objects.count()) == (9, 28)
