"""Reference data: what it must contain, and that loading it again changes nothing."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from core.audit import AuditEvent
from organisations import reference
from organisations.management.commands.load_reference import FILES
from organisations.models import (
    Alliance,
    Nation,
    Network,
    Provider,
    ProviderAlliance,
    TumourGroup,
    TumourGroupSynonym,
)
from performance.models import RatingScheme
from performance.rag import Thresholds

pytestmark = pytest.mark.django_db
FIXTURES = Path(settings.BASE_DIR) / "fixtures"
TODAY = date(2026, 10, 2)


def load():
    out = StringIO()
    call_command("load_reference", stdout=out, stderr=out)
    return out.getvalue()


def everything():
    """Every reference row as it stands."""
    models = (Alliance, Network, Provider, ProviderAlliance, TumourGroup, TumourGroupSynonym, RatingScheme)
    return {model: list(model.objects.order_by("pk").values()) for model in models}


@pytest.fixture
def loaded():
    load()


def test_the_codes_that_others_rely_on(loaded):
    assert Alliance.objects.get(code="wessex").nation == Nation.ENGLAND
    assert Alliance.objects.get(code="woscan").name == "West of Scotland Cancer Network"
    network = Network.objects.get(code="woscan-head-neck")
    assert (network.alliance.code, network.tumour_group.code) == ("woscan", "head-neck")


def test_alliances_of_england_and_regional_networks_of_scotland(loaded):
    assert Alliance.objects.filter(nation=Nation.ENGLAND).exclude(ons_code="").count() == 21
    scottish = Alliance.objects.filter(nation=Nation.SCOTLAND)
    assert {alliance.code for alliance in scottish} == {"woscan", "scan", "nca"}
    assert {alliance.networks.count() for alliance in scottish} == {9}


@pytest.mark.parametrize(
    ("alliance", "on", "codes"),
    [
        ("wessex", TODAY, {"R1F", "R0D", "RBD", "RHM", "RHU", "RN5"}),
        ("wessex", date(2020, 9, 30), {"R1F", "RD3", "RDZ", "RBD", "RHM", "RHU", "RN5"}),
        ("wessex", date(2020, 10, 1), {"R1F", "R0D", "RBD", "RHM", "RHU", "RN5"}),
        ("woscan", TODAY, {"S08000015", "S08000019", "S08000031", "S08000032"}),
        ("scan", TODAY, {"S08000016", "S08000017", "S08000024", "S08000029"}),
        ("nca", TODAY, {"S08000020", "S08000022", "S08000025", "S08000026", "S08000028", "S08000030"}),
    ],
)
def test_which_providers_an_alliance_had_on_a_day(loaded, alliance, on, codes):
    providers = Provider.objects.of_alliance(Alliance.objects.get(code=alliance), on=on)
    assert {provider.ods_code for provider in providers} == codes


@pytest.mark.parametrize(
    ("code", "on", "alliance"),
    [
        ("RCD", TODAY, "west-yorkshire-and-harrogate"),
        ("RAN", TODAY, "north-central-london"),
        ("RDU", date(2022, 1, 1), "surrey-and-sussex"),
        ("RDU", TODAY, "thames-valley"),
    ],
)
def test_trusts_whose_alliance_is_not_that_of_their_care_board(loaded, code, on, alliance):
    (found,) = [a for a in Alliance.objects.all() if Provider.objects.of_alliance(a, on=on).filter(ods_code=code)]
    assert found.code == alliance


def test_a_provider_is_in_one_alliance_at_a_time(loaded):
    periods = ProviderAlliance.objects.order_by("provider", "valid_from").values_list(
        "provider", "valid_from", "valid_until"
    )
    for (provider, _, until), (following, begins, _) in zip(periods, periods[1:], strict=False):
        assert provider != following or until < begins


def test_merged_trusts_name_their_successor(loaded):
    for code in ("RD3", "RDZ"):
        trust = Provider.objects.get(ods_code=code)
        assert (trust.successor.ods_code, trust.succeeded_on) == ("R0D", date(2020, 10, 1))


def test_names_are_written_as_people_write_them(loaded):
    assert Provider.objects.get(ods_code="RHM").name == "University Hospital Southampton NHS Foundation Trust"
    assert Provider.objects.get(ods_code="RJ1").name == "Guy's and St Thomas' NHS Foundation Trust"
    assert not [p.name for p in Provider.objects.all() if p.name.isupper() or " AND " in p.name or " And " in p.name]


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("Gynae", "gynaecological"),
        ("breast symp", "breast-symptomatic"),
        ("Head&Neck", "head-neck"),
        ("HEAD & NECK", "head-neck"),
        ("Lower Gastrointestinal", "colorectal"),
        ("UROLOGICAL (Excluding Testicular)", "urological"),
        ("Suspected head & neck cancer", "head-neck"),
    ],
)
def test_local_and_published_names_of_tumour_groups(loaded, name, group):
    assert TumourGroupSynonym.objects.get(name__iexact=name).tumour_group.code == group


def test_the_default_rating_scheme_is_the_one_of_the_rule(loaded):
    assert RatingScheme.objects.thresholds(on=date(2010, 4, 1))[None] == Thresholds()
    assert RatingScheme.objects.thresholds(on=TODAY)[None] == Thresholds()


def test_every_row_passes_its_own_checks(loaded):
    for model in (Alliance, Network, Provider, ProviderAlliance, TumourGroup, TumourGroupSynonym, RatingScheme):
        for row in model.objects.all():
            row.clean_fields()


@pytest.mark.parametrize("name", FILES)
def test_each_file_says_where_it_comes_from(name):
    content = json.loads((FIXTURES / name).read_text(encoding="utf-8"))
    assert content["source"]
    assert content["licence"]
    assert date.fromisoformat(content["as_of"])
    assert apps.get_model(content["model"])
    assert name in (FIXTURES / "SOURCES.md").read_text(encoding="utf-8")


def test_loading_again_changes_nothing_and_says_so(loaded):
    before, events = everything(), AuditEvent.objects.count()
    assert "nothing was changed" in load()
    assert everything() == before
    assert AuditEvent.objects.count() == events


def test_what_an_administrator_edited_stays(loaded):
    Alliance.objects.filter(code="wessex").update(name="Wessex, renamed")
    mapping = ProviderAlliance.objects.get(provider__ods_code="RHM")
    ProviderAlliance.objects.filter(pk=mapping.pk).update(valid_from=date(2016, 9, 1), source="Our own minutes")
    RatingScheme.objects.filter(alliance=None).update(valid_from=date(2024, 4, 1), quiet_days=45)
    before = everything()
    load()
    assert everything() == before


def test_what_was_deleted_comes_back_alone(loaded):
    Network.objects.get(code="nca-skin").delete()
    assert "1 network" in load()
    assert Network.objects.count() == 27


def test_a_name_that_is_taken_is_left_out_and_named():
    Alliance.objects.create(code="ours", name="Wessex Cancer Alliance", nation=Nation.ENGLAND)
    words = load()
    assert "left out: Wessex Cancer Alliance (the name is taken)" in words
    assert Alliance.objects.count() == 24
    assert not ProviderAlliance.objects.filter(provider__ods_code="RHM").exists()
    assert ProviderAlliance.objects.filter(provider__ods_code="RJ1").exists()
    assert "nothing was changed" in load()


def test_what_was_loaded_stands_in_the_history(loaded):
    event = AuditEvent.objects.about(Alliance.objects.get(code="wessex")).get()
    assert (event.verb, event.actor_label, event.alliance_id) == ("loaded", "", event.subject_id)
    assert "Office for National Statistics" in event.note


def test_one_statement_more_for_a_file_however_many_rows(tmp_path, django_assert_num_queries):
    def file(name, first, last):
        path = tmp_path / name
        rows = [{"ods_code": f"X{n}", "name": f"Trust {n}", "nation": "england"} for n in range(first, last)]
        head = {"model": "organisations.provider", "key": ["ods_code"], "references": {}, "source": "A test"}
        path.write_text(json.dumps(head | {"rows": rows}), encoding="utf-8")
        return path

    few, many = file("few.json", 0, 2), file("many.json", 2, 82)
    statements = 7  # in and out of two savepoints; what is known; the rows; their history
    with django_assert_num_queries(statements):
        reference.load([few])
    with django_assert_num_queries(statements):
        reference.load([many])
