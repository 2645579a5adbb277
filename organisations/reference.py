"""Reference data: files of rows with their source, put into the database without touching what is there.

A file under fixtures/ names its model, the fields that tell rows apart (`key`), how it refers to other rows
(`references`: field -> the other model's code), where it comes from (`source`, `as_of`, `licence`, `note`), and its
`rows`. The model is named by its label, so this room loads rows of floors above without knowing them.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db import IntegrityError, models, transaction

from core import audit
from organisations.models import Alliance


@dataclass(frozen=True)
class Loaded:
    """What became of one file: its rows' name, how many were added, how many stood already, and which did not fit."""

    what: str
    added: int
    kept: int
    left_out: tuple[str, ...]


@transaction.atomic
def load(paths: Iterable[Path]) -> list[Loaded]:
    """Add the rows that are missing, file by file.

    A constant number of statements for each file; one by one only where something does not fit. A row whose key
    stands in the database is left as it is, whatever it says there: what an administrator edited wins. A row that
    cannot be added, because its name is taken or what it refers to is missing, is left out and named. Raises
    KeyError or ValueError for a file that is not in the form described above.
    """
    return [_load_file(json.loads(path.read_text(encoding="utf-8"))) for path in paths]


def _load_file(content: dict) -> Loaded:
    model = apps.get_model(content["model"])
    key, rows = content["key"], content["rows"]
    known = {_folded(values) for values in model._default_manager.values_list(*map(_column(content), key))}
    missing = [row for row in rows if _folded(row[name] for name in key) not in known]
    things, left_out = _resolve(model, missing, content["references"])
    added, refused = _add(model, things, content["source"])
    name = str(model._meta.verbose_name if len(rows) == 1 else model._meta.verbose_name_plural)
    return Loaded(name, len(added), len(rows) - len(missing), tuple(left_out + refused))


def _column(content):
    """How a key's field is called in a query: a reference is compared by the other row's code."""
    return lambda name: f"{name}__{content['references'][name]}" if name in content["references"] else name


def _folded(values) -> tuple:
    """Values for comparing: names are the same name in any case."""
    return tuple(str(value).casefold() if value is not None else None for value in values)


def _resolve(model, rows, references):
    """Unsaved objects with their references filled in, and the rows of which one is missing."""
    others = {}
    for name, code in references.items():
        other = model._meta.get_field(name).related_model
        wanted = {row[name] for row in rows if row.get(name) is not None}
        others[name] = {getattr(o, code): o for o in other._default_manager.filter(**{f"{code}__in": wanted})}
    things, left_out = [], []
    for row in rows:
        found = {name: others[name].get(row[name]) for name in references if row.get(name) is not None}
        if None in found.values():
            left_out.append(f"{row} (what it refers to is not there)")
        else:
            plain = {
                name: model._meta.get_field(name).to_python(value)
                for name, value in row.items()
                if name not in references
            }
            things.append(model(**plain, **found))
    return things, left_out


def _add(model, things: list[models.Model], source: str):
    """Insert what fits and write the history; returns what was added and, as words, what was refused."""
    refused = []
    try:
        with transaction.atomic():
            added = model._default_manager.bulk_create(things)
    except IntegrityError:  # some name is taken: find out which, one by one
        added = [thing for thing in things if _fits(thing)]
        refused = [f"{thing} (the name is taken)" for thing in things if thing.pk is None]
    audit.record(
        *(audit.Change("loaded", thing, alliance_id=_alliance_of(thing), note=source) for thing in added), by=None
    )
    return added, refused


def _fits(thing) -> bool:
    try:
        with transaction.atomic():
            thing.pk = None
            thing.save(force_insert=True)
    except IntegrityError:
        thing.pk = None
        return False
    return True


def _alliance_of(thing):
    return thing.pk if isinstance(thing, Alliance) else getattr(thing, "alliance_id", None)
