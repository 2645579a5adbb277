"""The admin of delivery plans: who may import, the preview, confirming, what is refused, and the lists to look at."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from alliance.models import DeliveryDocument, DeliveryPlan, Milestone, StagedDelivery
from organisations.grants import RoleKind
from tests.alliance.importing.test_delivery_changes import QUARTERS, text_of
from tests.factories import AllianceFactory, NetworkFactory, a_delivery_plan, someone

pytestmark = pytest.mark.django_db
IMPORT = "admin:alliance_deliveryplan_import"
WORD = Path(settings.CORPUS_DIR) / "corpus" / "wessex-delivery-plan-2023-24.docx"
IMPORTERS = {RoleKind.ADMINISTRATOR, RoleKind.PROGRAMME_LEAD, RoleKind.ANALYST}


@pytest.fixture
def alliance():
    return AllianceFactory(code="wessex", name="Wessex Cancer Alliance")


@pytest.fixture
def lead(client, alliance):
    person = someone(RoleKind.PROGRAMME_LEAD, alliance)
    client.force_login(person)
    return person


def bring(client, content=None, name="plan.md", **said):
    data = {"alliance": "wessex", "year": "2026", "how": "file"} | said
    if data["how"] == "file":
        content = text_of(*QUARTERS) if content is None else content
        body = content if isinstance(content, bytes) else content.encode()
        data["document"] = SimpleUploadedFile(name, body)
    return client.post(reverse(IMPORT), data)


def test_bring_preview_confirm(client, lead):
    preview = bring(client)
    assert preview.status_code == 302
    page = client.get(preview.url).content.decode()
    assert "the plan will be opened as a draft" in page
    assert "Recruit" in page
    assert not DeliveryPlan.objects.exists()
    client.post(preview.url)
    assert list(Milestone.objects.values_list("text", "due_text")) == [
        (text, f"Q{number}") for number, text in enumerate(QUARTERS, start=1)
    ]
    assert DeliveryDocument.objects.get().imported_by == lead
    client.post(preview.url)  # a second click does nothing more
    assert Milestone.objects.count() == 4


def test_the_same_file_again_would_change_nothing(client, lead):
    client.post(bring(client).url)
    page = client.get(bring(client).url).content.decode()
    assert "Nothing would change" in page
    assert "Import this" not in page


def test_a_change_is_shown_as_old_and_new_and_asks_what_it_must(client, lead):
    client.post(bring(client).url)
    preview = bring(client, text_of("Plan it", "", "Open/Recruit", "Review")).url
    page = client.get(preview).content.decode()
    assert "<del>Plan</del> becomes <ins>Plan it</ins>" in page
    assert "<del>Q2</del> becomes <ins>Q3</ins>" in page
    refused = client.post(preview)
    assert refused.status_code == 422
    assert "Say who agreed to the new dates." in refused.content.decode()
    client.post(preview, {"reason": "Staff", "agreed_by": "Board"})
    assert Milestone.objects.get(text="Recruit").date_revisions.get().by == lead


def test_what_is_missing_is_closed_only_by_choice(client, lead):
    client.post(bring(client).url)
    gone = Milestone.objects.get(text="Recruit")
    preview = bring(client, text_of("Plan", "", "Open", "Review")).url
    assert "1.1 Q2 Recruit" in client.get(preview).content.decode()
    client.post(preview, {"close": [gone.pk], "close_comment": "Done elsewhere"})
    gone.refresh_from_db()
    assert (gone.status, gone.latest_update.comment) == ("closed", "Done elsewhere")


def test_text_is_pasted(client, lead):
    preview = bring(client, how="text", text=text_of(*QUARTERS))
    assert "Recruit" in client.get(preview.url).content.decode()


def test_a_plan_that_moved_on_is_previewed_anew(client, lead):
    client.post(bring(client).url)
    preview = bring(client, text_of("Plan it", *QUARTERS[1:])).url
    Milestone.objects.filter(text="Open").update(text="Open soon", version=2)
    answer = client.post(preview, follow=True)
    assert "Somebody changed the plan after this preview was made" in answer.content.decode()
    assert Milestone.objects.filter(text="Plan").exists()


def test_cancelling_throws_the_preview_away(client, lead):
    preview = bring(client).url
    client.post(f"{preview}cancel/")
    assert not StagedDelivery.objects.exists()
    assert client.get(preview).status_code == 404


def test_a_closed_plan_takes_no_import(client, lead, alliance):
    a_delivery_plan(alliance=alliance, state="closed")
    answer = bring(client)
    assert answer.status_code == 422
    assert "Reopen it before importing" in answer.content.decode()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"content": b""}, "empty"),
        ({"content": b"%PDF-1.7", "name": "plan.pdf"}, "PDF"),
        ({"how": "text", "text": " "}, "Paste the table."),
        ({"alliance": "elsewhere"}, "elsewhere"),
    ],
)
def test_what_is_not_let_in_says_why(client, lead, said, words):
    answer = bring(client, **said)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not StagedDelivery.objects.exists()


def test_a_file_without_a_plan_cannot_be_confirmed(client, lead):
    preview = bring(client, "Hello").url
    page = client.get(preview).content.decode()
    assert "Nothing in this file can be imported" in page
    assert "No deliverables were found" in page
    assert client.post(preview).status_code == 422


@pytest.mark.parametrize("kind", list(RoleKind))
def test_who_may_import(client, alliance, kind):
    client.force_login(someone(kind, alliance))
    assert (client.get(reverse(IMPORT)).status_code == 200) is (kind in IMPORTERS | {RoleKind.NETWORK_MANAGER})


@pytest.mark.parametrize("kind", list(RoleKind))
def test_a_role_in_a_network_opens_no_delivery_plan(client, alliance, kind):
    client.force_login(someone(kind, NetworkFactory(alliance=alliance)))
    assert client.get(reverse(IMPORT)).status_code in (302, 403)


def test_another_alliances_preview_and_plan_are_not_there(client, lead):
    preview = bring(client).url
    client.force_login(someone(RoleKind.PROGRAMME_LEAD, AllianceFactory(code="other")))
    assert client.get(preview).status_code == 404
    assert client.post(preview).status_code == 404
    assert bring(client).status_code == 422


@pytest.mark.parametrize("number", [1, 100])
def test_a_preview_costs_the_same_for_any_size(client, lead, number, django_assert_max_num_queries):
    quarter = "/".join(f"Step {n}" for n in range(number))
    preview = bring(client, text_of(quarter, "Recruit", "Open", "Review")).url
    with django_assert_max_num_queries(12):
        page = client.get(preview)
    assert page.content.decode().count('data-label="Where"') <= 52


@pytest.mark.parametrize("name", ["deliveryplan", "deliverable", "milestone", "deliverydocument"])
def test_the_lists_show_ones_own_alliance_and_change_nothing(client, lead, alliance, name):
    client.post(bring(client).url)
    other = a_delivery_plan(alliance=AllianceFactory(code="other"), title="Of another alliance", year=2026)
    listed = client.get(reverse(f"admin:alliance_{name}_changelist"))
    assert listed.status_code == 200
    assert other.title not in listed.content.decode()
    (mine,) = [each for each in listed.context["cl"].queryset][:1]
    change = reverse(f"admin:alliance_{name}_change", args=[mine.pk])
    assert client.get(change).status_code == 200
    assert client.post(change, {}).status_code == 403


@pytest.mark.skipif(not WORD.exists(), reason=f"the published plans are not at {WORD}")
def test_the_published_word_plan(client, lead):
    preview = bring(client, WORD.read_bytes(), name=WORD.name, year="2023")
    assert "has no lead contact" in client.get(preview.url).content.decode()
    client.post(preview.url)
    assert (DeliveryPlan.objects.get().deliverables.count(), Milestone.objects.count()) == (27, 181)
