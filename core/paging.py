"""Pages of a long list by key: as quick on the thousandth page as on the first, and nothing is counted.

The address carries the key of the last row seen (`?after=`) or of the first (`?before=`). The key's columns must order
the list without ties, all upwards, and hold no nulls; an index over them makes any page a short range of it.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

COUNTED = 1000


@dataclass(frozen=True)
class Page:
    """The rows of one page as tuples; `previous` and `next` as the address carries them, "" where there is none.

    Each row starts with the columns of the key, then those that were asked for.
    """

    rows: list[tuple]
    previous: str = ""
    next: str = ""


def page_of(queryset: QuerySet, *, key: tuple[str, ...], fields: tuple, size: int, after="", before="") -> Page:
    """One page of a queryset in the order of `key`, in one statement.

    `fields` are further columns or expressions, as values_list takes them. A place that cannot be read (an address
    that was cut off) is the beginning.
    """
    place, backwards = _place(after, len(key)), False
    if place is None and before:
        place = _place(before, len(key))
        backwards = place is not None
    if place is not None:
        beyond = TupleLessThan if backwards else TupleGreaterThan
        columns = Tuple(*(F(name) for name in key))
        try:
            values = tuple(_prepared(queryset, key, place))
            # The second condition follows from the first; it lets an index on the first column of the key help.
            side = "lte" if backwards else "gte"
            queryset = queryset.filter(beyond(columns, values), **{f"{key[0]}__{side}": values[0]})
        except (ValidationError, ValueError, TypeError):
            place, backwards = None, False
    order = [f"-{name}" for name in key] if backwards else key
    found = list(queryset.order_by(*order).values_list(*key, *fields)[: size + 1])
    more, rows = len(found) > size, found[:size]
    if backwards:
        rows.reverse()
    first, last = (_address(rows[0][: len(key)]), _address(rows[-1][: len(key)])) if rows else ("", "")
    return Page(
        rows=rows,
        previous=first if (more if backwards else place is not None) else "",
        next=last if (backwards or more) else "",
    )


def count_up_to(queryset: QuerySet, limit: int = COUNTED) -> tuple[int, bool]:
    """How many rows, counting no further than `limit`; and whether there are more than that."""
    found = queryset.order_by()[: limit + 1].count()
    return min(found, limit), found > limit


def counted(number: int, more: bool, one: str, many: str) -> str:
    """A count in words: "1 action", "12 actions", "more than 1,000 actions"."""
    return f"{'more than ' if more else ''}{number:,} {one if number == 1 else many}"


def _prepared(queryset, key, place):
    """The values of a place as the columns take them; raises where a value is none of its column's."""
    for name, value in zip(key, place, strict=True):
        if name in queryset.query.annotations:
            field = queryset.query.annotations[name].output_field
        else:
            field = queryset.model._meta.get_field(name)
            field = getattr(field, "target_field", field)
        value = field.to_python(value)
        if value is None or (isinstance(value, str) and "\0" in value):
            raise ValueError(f"No row has such a value of {name}.")
        field.run_validators(value)
        yield value


def _address(values) -> str:
    plain = [value.isoformat() if isinstance(value, date) else value for value in values]
    text = json.dumps(plain, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _place(address, length):
    """The values in an address, or None where it holds none."""
    try:
        place = json.loads(base64.urlsafe_b64decode(address + "=" * (-len(address) % 4)))
    except (binascii.Error, ValueError):
        return None
    return place if isinstance(place, list) and len(place) == length else None
