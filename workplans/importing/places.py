"""Which plans and objectives a staged file speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models.functions import Trim

from core.periods import FinancialYear
from core.staging import ask, copy_rows
from organisations.access import Capability
from organisations.models import Network, TumourGroup
from workplans import progress
from workplans.importing.blocks import Finding
from workplans.importing.drafts import ObjectiveDraft
from workplans.importing.findings import add_row_findings
from workplans.importing.rows import SAID_BY_SOME_ROW, plain
from workplans.models import PlanState, WorkPlan
from workplans.staged import StagedAction, StagedObjective, StagedPlan

YEARS = range(2000, 2101)
LONGEST_NUMBER = 20


@dataclass(frozen=True)
class Survey:
    """What one look over all rows tells: the plans they name (network and year as written, with the first line), the
    fields of which any row says something, and whether any row lacks what an action needs."""

    plans: tuple[tuple[str, str, int], ...]
    said: frozenset[str]
    doubtful: bool


def survey(stage) -> Survey:
    """Look over the staged rows once, and take spaces off numbers where there are any."""
    columns = {name: "starts" if name == "starts_on" else name for name in SAID_BY_SOME_ROW}
    filled = ", ".join(f"MAX(CASE WHEN {column} <> '' THEN 1 ELSE 0 END)" for column in columns.values())
    rows = list(
        ask(
            f"""
            SELECT network, year, MIN(line),
                MAX(CASE WHEN number <> TRIM(number) OR objective_number <> TRIM(objective_number) THEN 1 ELSE 0 END),
                MAX(CASE WHEN number = '' OR text = '' OR objective_number = '' OR LENGTH(number) > {LONGEST_NUMBER}
                    OR LENGTH(objective_number) > {LONGEST_NUMBER} THEN 1 ELSE 0 END), {filled}
            FROM {{action}} WHERE stage_id = %(stage)s GROUP BY network, year
            """,
            {"stage": stage.pk},
            action=StagedAction,
        )
    )
    if any(row[3] for row in rows):
        StagedAction.objects.filter(stage=stage).update(
            number=Trim("number"), objective_number=Trim("objective_number")
        )
    said = (name for at, name in enumerate(columns, start=5) if any(row[at] for row in rows))
    return Survey(tuple(row[:3] for row in rows), frozenset(said), any(row[3] or row[4] for row in rows))


def find_plans(stage, found: Survey) -> None:
    """Say of every network and year that the file names which plan it means, or why it cannot be imported."""
    spoken = list(found.plans)
    if stage.network_id and not any(not network and not year for network, year, _ in spoken):
        spoken.append(("", "", 1 + max((line for *_, line in spoken), default=0)))
    networks = _networks(stage)
    plans = {
        (plan.network_id, plan.year): plan
        for plan in WorkPlan.objects.filter(network__in={network.pk for network in networks.values()})
    }
    StagedPlan.objects.bulk_create(
        _staged_plan(stage, network, year, line, networks, plans) for network, year, line in spoken
    )


def _networks(stage):
    """The networks into which whoever brought the file may import, by code and by name."""
    if stage.network_id:
        allowed = [stage.network]
    else:
        allowed = Network.objects.all() if stage.by is None else Network.objects.visible_to(stage.by, Capability.IMPORT)
    found = {plain(network.name).casefold(): network for network in allowed}
    return found | {network.code.casefold(): network for network in allowed}


def _staged_plan(stage, network_text, year_text, line, networks, plans):
    row = StagedPlan(stage=stage, place=line, network=network_text, year=year_text)
    try:
        network, year = _named(stage, network_text, year_text, networks)
    except ValueError as problem:
        row.problem = str(problem)
        return row
    plan = plans.get((network.pk, year.start))
    row.network_id, row.starts_in, row.plan_id = network.pk, year.start, plan.pk if plan else None
    row.quiet_since = progress.quiet_since(last_update_on=None, starts_on=None, year_begins=year.first_day)
    if plan and plan.state == PlanState.CLOSED:
        row.problem = f"“{plan}” is closed. Reopen it before importing into it."
    return row


def _named(stage, network_text, year_text, networks):
    """The network and year of some rows; raises ValueError with a sentence."""
    if stage.network_id and not network_text and not year_text:
        return stage.network, FinancialYear(stage.year)
    if not network_text.strip():
        raise ValueError("This row names no network.")
    network = networks.get(plain(network_text).casefold())
    year = FinancialYear.parse(year_text)
    if stage.network_id:
        if network != stage.network or year.start != stage.year:
            raise ValueError(f"This row is for {network_text} {year_text}, not for the plan that was chosen.")
    elif network is None:
        raise ValueError(f"There is no network “{network_text}”, or you may not import its plans.")
    if year.start not in YEARS:
        raise ValueError(f"The year {year_text} lies too far away.")
    return network, year


def other_group_in_title(stage) -> list[Finding]:
    """A warning where the document's title names another tumour group than that of the chosen network."""
    if not stage.title or not stage.network_id or not stage.network.tumour_group_id:
        return []
    named = []
    for group in TumourGroup.objects.prefetch_related("synonyms"):
        names = [group.name, *(synonym.name for synonym in group.synonyms.all() if len(synonym.name) > 3)]
        if any(re.search(rf"\b{re.escape(name)}\b", stage.title, re.IGNORECASE) for name in names):
            if group.pk == stage.network.tumour_group_id:
                return []
            named.append(group.name)
    if not named:
        return []
    message = f"The title speaks of {named[0]}; the plan chosen is of {stage.network}. Check that it is the right one."
    return [Finding("warning", "file", message)]


def write_objectives_said(stage, objectives) -> None:
    """Stage the objectives of a ParsedPlan, also those without actions."""
    places = {}
    for plan in StagedPlan.objects.filter(stage=stage, problem="").order_by("place"):
        places.setdefault((plan.network, plan.year), plan.place)
    _write_objectives(
        stage,
        (
            (places[each.network, each.year], line, each.number, each.title, each.watching_brief)
            for line, each in enumerate(objectives, start=1)
            if (each.network, each.year) in places
        ),
    )


def write_objectives_of_rows(stage) -> None:
    """Stage the objectives that rows name. The first title of a number counts; another one is reported."""
    rows = ask(
        """
        SELECT plan.place, a.objective_number, a.objective, a.line
        FROM (
            SELECT network, year, objective_number, objective, MIN(line) AS line FROM {action}
            WHERE stage_id = %(stage)s AND objective_number <> '' AND LENGTH(objective_number) <= 20
            GROUP BY network, year, objective_number, objective
        ) a JOIN {plan} p ON {by}p.stage_id = %(stage)s AND p.network = a.network AND p.year = a.year
        JOIN (
            SELECT network_id, starts_in, MIN(place) AS place FROM {plan}
            WHERE stage_id = %(stage)s AND problem = '' GROUP BY network_id, starts_in
        ) plan ON plan.network_id = p.network_id AND plan.starts_in = p.starts_in
        ORDER BY a.line
        """,
        {"stage": stage.pk},
        action=StagedAction,
        plan=StagedPlan,
    )
    found: dict[tuple[int, str], list] = {}
    for place, number, title, line in rows:
        known = found.setdefault((place, number), [line, title, []])
        if not known[1]:
            known[1] = title
        elif title and plain(title) != plain(known[1]):
            known[2].append((line, title))
    _write_objectives(
        stage,
        (
            (place, line, number, title, ObjectiveDraft(number, title, "").watching_brief)
            for (place, number), (line, title, _) in found.items()
        ),
    )
    message = "Objective {} has a second title, “{}”; the first (“{}”) was kept."
    add_row_findings(
        stage,
        (
            (line, "", "warning", message.format(number, other, title))
            for (_, number), (_, title, others) in found.items()
            for line, other in others
        ),
    )


def _write_objectives(stage, objectives):
    positions: dict[int, int] = {}

    def rows():
        for place, line, number, title, watching_brief in objectives:
            positions[place] = positions.get(place, 0) + 1
            yield stage.pk, line, place, positions[place], number[:20], title, watching_brief, True, ""

    fields = ("stage", "line", "place", "position", "number", "title", "watching_brief", "is_new", "old_title")
    copy_rows(StagedObjective, fields, rows())
