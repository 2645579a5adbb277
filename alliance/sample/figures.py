"""Published waiting times for the sample, loaded as any file is; fixtures/SOURCES.md says what they are and whose."""

from datetime import date
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from performance.models import FigureSource
from performance.operations import load_figures

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "sample_figures"
AS_OF = date(2024, 5, 9)
"""When the latest month among them was published: what is loaded from a later file replaces them."""


def load() -> int:
    """Load the files that were not loaded before; returns how many figures are new."""
    contents = {path.name: path.read_bytes() for path in sorted(FOLDER.glob("*.csv"))}
    digests = {name: sha256(content).hexdigest() for name, content in contents.items()}
    there = set(FigureSource.objects.filter(sha256__in=digests.values()).values_list("sha256", flat=True))
    return sum(
        load_figures(source=content, name=name, by=None, on=AS_OF).new
        for name, content in contents.items()
        if digests[name] not in there
    )
