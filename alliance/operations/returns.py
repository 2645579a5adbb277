"""Quarterly returns: opening, writing, handing in, signing off, correcting, reminding."""

from collections import defaultdict
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from alliance.models import QuarterlyReturn, ReturnCommentary, SignedReturn, Workstream
from alliance.operations.changing import refuse_if_closed
from alliance.reports.quarterly import as_json, collect, gaps_of
from core import outbox
from organisations.grants import RoleKind
from organisations.models import Role
from workplans.operations.changing import record
from workplans.reporting import ChangedMeanwhile

SOON = timedelta(days=7)
AGAIN = timedelta(days=7)
"""How long before the day a return is due its leads are reminded, and how often afterwards while they are late."""


@transaction.atomic
def open_return(*, plan, quarter: int, due_on: date, by, on: date) -> QuarterlyReturn:
    """Open the return of a quarter. Raises ValidationError where there is one, or the quarter has not begun."""
    refuse_if_closed(plan)
    if plan.returns.filter(quarter=quarter).exists():
        raise ValidationError({"quarter": f"The return of Q{quarter} has been opened already."})
    opened = QuarterlyReturn(plan=plan, quarter=quarter, due_on=due_on, opened_on=on, opened_by=by)
    try:
        begins = opened.period.first_day
    except ValueError:
        raise ValidationError({"quarter": f"There is no quarter “{quarter}”: a year has Q1 to Q4."}) from None
    if on < begins:
        raise ValidationError({"quarter": f"{opened.period} begins only on {begins:%-d %B %Y}."})
    if due_on < on:
        raise ValidationError({"due_on": "Choose a day that is still ahead."})
    opened.full_clean()
    opened.save()
    record("opened", opened, by, {"due_on": (None, due_on)})
    return opened


@transaction.atomic
def move_return_date(*, quarterly_return, due_on: date, by) -> QuarterlyReturn:
    """Give the programme leads more, or less, time."""
    quarterly_return = _open(quarterly_return)
    old, quarterly_return.due_on = quarterly_return.due_on, due_on
    if old != due_on:
        quarterly_return.save(update_fields=["due_on"])
        record("revised", quarterly_return, by, {"due_on": (old, due_on)})
    return quarterly_return


def _open(quarterly_return) -> QuarterlyReturn:
    """The return, locked; raises ValidationError where it was signed off, which nothing changes any more."""
    locked = QuarterlyReturn.objects.select_for_update(of=("self",)).select_related("plan__alliance")
    found = locked.get(pk=quarterly_return.pk)
    if found.signed:
        raise ValidationError("This return was signed off. What is wrong in it is put right in a new version.")
    refuse_if_closed(found.plan)
    return found


@transaction.atomic
def write_commentary(
    *, quarterly_return, workstream, text: str, hand_in: bool, by, version: int | None = None
) -> ReturnCommentary:
    """Keep what the lead of a workstream says of the quarter, as a draft or handed in.

    With `version`, the number it had when the form was opened (0: not there), raises ChangedMeanwhile where somebody
    else wrote since. Raises ValidationError where nothing is handed in, or the return was signed off.
    """
    quarterly_return = _open(quarterly_return)
    if workstream.plan_id != quarterly_return.plan_id:
        raise ValidationError("That workstream is of another plan.")
    text = text.strip()
    if hand_in and not text:
        raise ValidationError({"text": "Write the commentary before handing it in."})
    there = ReturnCommentary.objects.filter(quarterly_return=quarterly_return, workstream=workstream).first()
    if version is not None and version != (there.version if there else 0):
        raise ChangedMeanwhile(there)
    said = there or ReturnCommentary(quarterly_return=quarterly_return, workstream=workstream, version=0)
    old = said.text
    said.text, said.by, said.written_at, said.version = text, by, timezone.now(), said.version + 1
    said.handed_in_at = said.written_at if hand_in else None
    said.save()
    verb = "commentary handed in" if hand_in else "commentary drafted"
    record(verb, quarterly_return, by, {"text": (old, text)}, note=str(workstream))
    return said


@transaction.atomic
def sign_off(*, quarterly_return, by, on: date, statement: str = "", gaps_accepted: str = "") -> SignedReturn:
    """Sign a return off: from now on it reads as it stands at this moment.

    Raises ValidationError, with every gap in words, where it is not complete, unless `gaps_accepted` says why it is
    signed all the same.
    """
    quarterly_return = _open(quarterly_return)
    content = collect(quarterly_return, on=on)
    gaps = gaps_of(content, period=quarterly_return.period)
    if gaps and not gaps_accepted.strip():
        many = "1 thing is" if len(gaps) == 1 else f"{len(gaps)} things are"
        raise ValidationError({"gaps_accepted": f"{many} missing. Complete the return, or say why it is signed so."})
    signature = SignedReturn.objects.create(
        quarterly_return=quarterly_return,
        content=as_json(content),
        statement=statement.strip(),
        gaps_accepted=gaps_accepted.strip() if gaps else "",
        signed_on=on,
        by=by,
    )
    quarterly_return.signed = True
    quarterly_return.save(update_fields=["signed"])
    record("signed off", quarterly_return, by, note=signature.gaps_accepted)
    return signature


@transaction.atomic
def correct_return(*, quarterly_return, reason: str, due_on: date, by, on: date) -> QuarterlyReturn:
    """Open the next version of a signed return, with its commentaries as drafts; the signed one stays as it is."""
    plan = quarterly_return.plan
    refuse_if_closed(plan)
    versions = plan.returns.filter(quarter=quarterly_return.quarter)
    if not quarterly_return.signed or versions.open().exists():
        raise ValidationError("There is an open version of this return. Change that one.")
    if not reason.strip():
        raise ValidationError({"reason": "Say what is to be corrected."})
    if due_on < on:
        raise ValidationError({"due_on": "Choose a day that is still ahead."})
    corrected = QuarterlyReturn.objects.create(
        plan=plan,
        quarter=quarterly_return.quarter,
        version=versions.aggregate(last=Max("version"))["last"] + 1,
        due_on=due_on,
        opened_on=on,
        opened_by=by,
        reason=reason.strip(),
    )
    last = versions.filter(signed=True).order_by("-version").first()
    ReturnCommentary.objects.bulk_create(
        ReturnCommentary(quarterly_return=corrected, workstream_id=said.workstream_id, text=said.text, by=said.by)
        for said in last.commentaries.all()
    )
    record("opened", corrected, by, {"due_on": (None, due_on)}, note=corrected.reason)
    return corrected


# --- Reminders ------------------------------------------------------------------------------------------


@transaction.atomic
def remind_of_returns(*, on: date) -> int:
    """Put a message into the outbox for everybody whose part of an open return is due within a week, or late.

    Once a week before the day it is due, once on the day after, and then every week while it is late; run twice, or
    after some missed days, it says nothing twice. Four statements. Returns how many people are written to.
    """
    waiting = defaultdict(list)
    returns = {
        each.pk: each
        for each in QuarterlyReturn.objects.open()
        .filter(due_on__lte=on + SOON)
        .exclude(plan__state="closed")
        .select_related("plan__alliance")
    }
    if not returns:
        return 0
    done = set(
        ReturnCommentary.objects.filter(quarterly_return__in=returns, handed_in_at__isnull=False).values_list(
            "quarterly_return", "workstream"
        )
    )
    workstreams = defaultdict(list)
    plans = {each.plan_id for each in returns.values()}
    for workstream in Workstream.objects.filter(plan__in=plans).select_related("lead").order_by("position"):
        workstreams[workstream.plan_id].append(workstream)
    office = _programme_office({each.plan.alliance_id for each in returns.values()})
    for each in returns.values():
        for workstream in workstreams[each.plan_id]:
            if (each.pk, workstream.pk) not in done:
                for person in _whom(workstream, office[each.plan.alliance_id]):
                    waiting[each.pk, person].append(workstream)
    messages = [_message(returns[pk], person, parts, on) for (pk, person), parts in waiting.items()]
    outbox.put(messages)
    return len({message.to for message in messages})


def _whom(workstream, office):
    if workstream.lead and workstream.lead.is_active:
        return [(workstream.lead.email, workstream.lead.name)]
    return office


def _programme_office(alliances) -> dict[int, list[tuple[str, str]]]:
    found = defaultdict(list)
    for alliance, email, name in (
        Role.objects.filter(kind=RoleKind.PROGRAMME_LEAD, alliance__in=alliances, user__is_active=True)
        .order_by("user__email")
        .values_list("alliance", "user__email", "user__name")
    ):
        found[alliance].append((email, name))
    return found


def _message(quarterly_return, person, workstreams, on):
    email, name = person
    due, late = quarterly_return.due_on, (on - quarterly_return.due_on).days
    round_ = "soon" if late <= 0 else f"late{(late - 1) // AGAIN.days}"
    when = f"is due on {due:%-d %B %Y}" if late <= 0 else f"was due on {due:%-d %B %Y}, {late} days ago"
    if late == 1:
        when = f"was due yesterday, on {due:%-d %B %Y}"
    parts = "\n".join(f"- {workstream}" for workstream in workstreams)
    return outbox.Message(
        key=f"return:{quarterly_return.pk}:{due}:{round_}:{email}",
        to=email,
        subject=f"{quarterly_return.period} return of {quarterly_return.plan.alliance}",
        body=(
            f"Dear {name},\n\nThe {quarterly_return.period} return of the delivery plan {when}. "
            f"These commentaries are not handed in yet:\n{parts}\n\n"
            f"{settings.SITE_URL}{quarterly_return.get_absolute_url()}\n\n"
            "You are reminded a week before the day, the day after it, and then once a week.\n"
        ),
    )
