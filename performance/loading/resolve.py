"""Names that were explained between the preview of a file and its load: the staged rows follow."""

from __future__ import annotations

from performance.loading.directory import Bodies, Tumours
from performance.models import StagedLoad, StagedSeries

_KEY = ("code", "basis", "frequency", "measure", "tumour", "route", "modality")


def explain(load: StagedLoad) -> None:
    """Give staged series the organisation and tumour group that their names mean by now.

    A series that the file has under its proper name as well stays as it is: nothing is added together.
    """
    bodies, tumours, explained = Bodies(), Tumours(), set()
    codes = {}
    for code, name in load.names.items():
        for published in (code, " ".join(name.split()).upper()):
            known = bodies.code_of(published)
            if known not in bodies.unknown:
                codes[code] = known
                explained.add(f"organisation {code}")
    staged = StagedSeries.objects.filter(load_id=load.pk)
    doubtful = list(staged.filter(tumour_group_id=None).exclude(tumour="") | staged.filter(code__in=codes))
    if not doubtful:
        return
    taken = set(staged.values_list(*_KEY))
    changed = []
    for series in doubtful:
        group = (series.tumour, series.tumour_group_id)
        if series.tumour and series.tumour_group_id is None:
            group = tumours.group_of(series.tumour_name)
            if group[1]:
                explained.add(f"tumour group “{series.tumour_name}”")
        before = tuple(getattr(series, name) for name in _KEY)
        series.code = codes.get(series.code, series.code)
        series.tumour, series.tumour_group_id = group
        after = tuple(getattr(series, name) for name in _KEY)
        if after != before and after not in taken:
            taken.add(after)
            changed.append(series)
    StagedSeries.objects.bulk_update(changed, ["code", "tumour", "tumour_group_id"], batch_size=500)
    load.findings = [finding for finding in load.findings if finding["where"] not in explained]
