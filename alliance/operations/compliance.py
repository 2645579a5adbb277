"""Compliance: defining a framework, and assessing a provider's pathway against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from alliance.compliance_levels import ASSESSED, Level
from alliance.models import Assessment, ComplianceFramework, Criterion, FrameworkGroup
from organisations.models import Alliance, Provider, TumourGroup
from workplans.operations.changing import assign, record


@dataclass(frozen=True)
class Verdict:
    """How far a provider's pathway for a tumour group meets a criterion, and what shows it."""

    criterion: Criterion
    tumour_group: TumourGroup
    provider: Provider
    level: str
    evidence: str = ""


@transaction.atomic
def assess(*, alliance: Alliance, verdict: Verdict, by, on: date) -> Assessment | None:
    """Record one verdict as of a day; None, and nothing is added, where the same stands already.

    Raises ValidationError for a verdict without evidence, a tumour group that the framework is not about, a provider of
    another alliance.
    """
    rows = assess_all(alliance=alliance, verdicts=[verdict], by=by, on=on)
    return rows[0] if rows else None


@transaction.atomic
def assess_all(*, alliance: Alliance, verdicts: Sequence[Verdict], by, on: date) -> list[Assessment]:
    """Record many verdicts in a constant number of statements, all or none; returns those that were new."""
    criteria = {verdict.criterion for verdict in verdicts}
    standing = {
        (row.criterion_id, row.tumour_group_id, row.provider_id): row
        for row in Assessment.objects.filter(alliance=alliance, criterion__in=criteria).standing(on=on)
    }
    members = set(Provider.objects.of_alliance(alliance, on=on).values_list("pk", flat=True))
    frameworks = {
        framework.pk: framework
        for framework in ComplianceFramework.objects.for_alliance(alliance).filter(criteria__in=criteria)
    }
    about = set(FrameworkGroup.objects.filter(framework__in=frameworks).values_list("framework", "tumour_group"))
    new = []
    for verdict in verdicts:
        criterion, group, provider = verdict.criterion, verdict.tumour_group, verdict.provider
        if criterion.framework_id not in frameworks:
            raise ValidationError(f"“{criterion}” belongs to another alliance.")
        if provider.pk not in members:
            raise ValidationError(f"{provider} does not belong to {alliance} on that day.")
        if (criterion.framework_id, group.pk) not in about:
            raise ValidationError(f"“{frameworks[criterion.framework_id]}” is not about {group}.")
        evidence = verdict.evidence.strip()
        if verdict.level in ASSESSED and not evidence:
            raise ValidationError({"evidence": "Say what shows it."})
        old = standing.get((criterion.pk, group.pk, provider.pk))
        before = (old.level, old.evidence) if old else (Level.NOT_ASSESSED, "")
        if before != (verdict.level, evidence):
            row = Assessment(
                alliance=alliance,
                criterion=criterion,
                tumour_group=group,
                provider=provider,
                level=verdict.level,
                evidence=evidence,
                by=by,
                on=on,
            )
            row.clean_fields(exclude=["alliance", "criterion", "tumour_group", "provider", "by"])
            new.append(row)
    return Assessment.objects.bulk_create(new)


@dataclass(frozen=True)
class FrameworkWords:
    """What is said of a framework, its criteria apart. `groups` are the tumour groups that it is about."""

    name: str
    description: str = ""
    target_year: int | None = None
    criterion_word: str = "step"
    kind: str = "audit"
    groups: tuple[TumourGroup, ...] = ()


@transaction.atomic
def define_framework(
    *, alliance: Alliance, code: str, words: FrameworkWords, criteria: Sequence[tuple[str, str]], by
) -> ComplianceFramework:
    """Give an alliance a framework of its own; `criteria` are pairs of name and text, in order."""
    framework = ComplianceFramework(alliance=alliance, code=code)
    _say(framework, words)
    framework.full_clean()
    framework.save()
    _set_groups(framework, words.groups)
    _set_criteria(framework, criteria)
    record("defined", framework, by)
    return framework


@transaction.atomic
def revise_framework(
    *, framework, words: FrameworkWords, criteria: Sequence[tuple[str, str]], by
) -> ComplianceFramework:
    """Change a framework of an alliance. A criterion keeps its place and with it what was assessed; one that was
    assessed cannot be taken away. Raises ValidationError for a framework that is common to all.
    """
    if framework.alliance_id is None:
        raise ValidationError("This framework is common to all alliances. Define one of your own instead.")
    changes = _say(framework, words)
    framework.full_clean()
    framework.save()
    groups = _set_groups(framework, words.groups)
    found = _set_criteria(framework, criteria)
    changes |= {name: pair for name, pair in (("groups", groups), ("criteria", found)) if pair[0] != pair[1]}
    if changes:
        record("revised", framework, by, changes)
    return framework


def _say(framework, words):
    said = {name: value for name, value in vars(words).items() if name != "groups"}
    return assign(framework, **{n: v.strip() if isinstance(v, str) else v for n, v in said.items()})


def _set_groups(framework, groups):
    """Set what a framework is about; returns the old and the new names."""
    if not groups:
        raise ValidationError({"groups": "Choose at least one tumour group."})
    old = {row.tumour_group: row for row in framework.groups.select_related("tumour_group")}
    FrameworkGroup.objects.filter(pk__in=[row.pk for group, row in old.items() if group not in groups]).delete()
    FrameworkGroup.objects.bulk_create(
        FrameworkGroup(framework=framework, tumour_group=group) for group in groups if group not in old
    )
    return sorted(map(str, old)), sorted(map(str, groups))


def _set_criteria(framework, criteria):
    """Set the criteria in their places; returns the old and the new names."""
    said = [(name.strip(), text.strip()) for name, text in criteria if name.strip()]
    if not said:
        raise ValidationError({"criteria": "Name at least one criterion."})
    there = list(framework.criteria.order_by("position"))
    left = there[len(said) :]
    if left and Assessment.objects.filter(criterion__in=left).exists():
        raise ValidationError({"criteria": f"“{left[0].name}” has been assessed, so it cannot be taken away."})
    Criterion.objects.filter(pk__in=[row.pk for row in left]).delete()
    for row, (name, text) in zip(there, said, strict=False):
        if assign(row, name=name, text=text):
            row.full_clean()
            row.save()
    for position, (name, text) in enumerate(said[len(there) :], start=len(there) + 1):
        row = Criterion(framework=framework, position=position, name=name, text=text)
        row.full_clean()
        row.save()
    return [row.name for row in there], [name for name, _ in said]
