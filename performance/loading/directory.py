"""Who and what the names of a file mean: codes to reporting bodies, published tumour groups to our vocabulary.

What is not known keeps its own name and is reported; once an administrator has mapped it, it is known.
"""

from __future__ import annotations

from organisations.models import Provider, TumourGroup, TumourGroupSynonym
from performance.importing.parsed import ENGLAND, SCOTLAND, Finding
from performance.importing.words import fold
from performance.models import BodyKind, ReportingBody, ReportingBodyName

NATIONS = {ENGLAND: ("England", "england"), SCOTLAND: ("Scotland", "scotland")}


class Bodies:
    """The codes and names by which organisations are known, read once for a load (three queries)."""

    def __init__(self):
        self._known: dict[str, str] = {code: code for code in NATIONS}
        self._unsure: set[str] = set()
        self.unknown: dict[str, str] = {}
        for code, name, recognised in ReportingBody.objects.values_list("code", "name", "recognised"):
            self._known[code] = code
            if recognised:
                self._known.setdefault(name.upper(), code)
            else:
                self._unsure.add(code)
        for code, name in Provider.objects.values_list("ods_code", "name"):
            self._known[code] = self._known[name.upper()] = code
            self._unsure.discard(code)
        for name, code in ReportingBodyName.objects.values_list("name", "body__code"):
            self._known[name] = code

    def code_of(self, published: str) -> str:
        """The code that stands for a published code or name; the published one itself where it is not known."""
        code = self._known.get(published, published[:12])
        if published not in self._known or code in self._unsure:
            self.unknown[code] = published
        return code

    def findings(self, names: dict[str, str]):
        """One warning for each organisation that nobody has vouched for."""
        for code, published in sorted(self.unknown.items()):
            called = names.get(published) or published
            message = f"“{called}” is not known here. Its figures are kept under its code; say in the admin who it is."
            yield Finding("warning", f"organisation {code}", message)


class Tumours:
    """The names by which tumour groups are known, read once for a load (two queries)."""

    def __init__(self):
        self._known: dict[str, tuple[str, int]] = {}
        for pk, code, name in TumourGroup.objects.values_list("pk", "code", "name"):
            self._known[fold(name)] = self._known[code] = (code, pk)
        for name, code, pk in TumourGroupSynonym.objects.values_list("name", "tumour_group__code", "tumour_group_id"):
            self._known.setdefault(fold(name), (code, pk))
        self.unknown: dict[str, str] = {}

    def group_of(self, published: str) -> tuple[str, int | None]:
        """The key and the id of the group that a published name means; its own words and None where nobody knows."""
        if not published:
            return "", None
        folded = fold(published)
        found = self._known.get(folded)
        if found is None:
            self.unknown.setdefault(folded, published)
            return folded[:160], None
        return found

    def findings(self):
        """One warning for each tumour group that is not mapped."""
        for _, published in sorted(self.unknown.items()):
            yield Finding(
                "warning",
                f"tumour group “{published}”",
                "It is in no list of ours. Its figures are kept under its own name; map it to a group in the admin.",
            )


def add_bodies(codes, names: dict[str, str]) -> None:
    """Make a reporting body of each code that has none: of a provider that is known, or an unrecognised one."""
    there = set(ReportingBody.objects.filter(code__in=codes).values_list("code", flat=True))
    missing = sorted(set(codes) - there)
    providers = {p.ods_code: p for p in Provider.objects.filter(ods_code__in=missing)}
    bodies = []
    for code in missing:
        provider = providers.get(code)
        if code in NATIONS:
            name, nation = NATIONS[code]
            bodies.append(ReportingBody(code=code, name=name, kind=BodyKind.NATION, nation=nation, recognised=True))
        elif provider:
            kind = BodyKind.BOARD if provider.nation == "scotland" else BodyKind.PROVIDER
            known = {"name": provider.name, "nation": provider.nation, "kind": kind, "provider": provider}
            bodies.append(ReportingBody(code=code, recognised=True, **known))
        else:
            nation = "scotland" if code.startswith(("S0", "S9", "SB")) and len(code) > 5 else "england"
            bodies.append(ReportingBody(code=code, name=names.get(code, code)[:200], nation=nation))
    ReportingBody.objects.bulk_create(bodies, ignore_conflicts=True)
