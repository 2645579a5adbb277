"""Six charts of three years each on one page: what reading, laying out and drawing them adds to an empty page."""

from datetime import date
from random import Random

from django.http import HttpResponse
from django.template import engines
from django.test import Client, override_settings
from django.urls import path

from performance.charts import Step, xmr_chart
from performance.reading import read
from tests.benchmarks import urls
from tests.benchmarks.measure import Figure, in_turn
from tests.performance.positions_at import series

CHARTS, MONTHS = 6, 36
PAGE = (
    '{% extends "base.html" %}{% load figures %}{% block content %}<h1>Charts</h1>'
    '{% for name, finding, drawn in charts %}{% chart_figure drawn name finding=finding csv_url="/" %}{% endfor %}'
    "{% endblock %}"
)


def _positions(number):
    chance = Random(number)
    return series([round(70 + chance.gauss(0, 3), 1) for _ in range(MONTHS)], first=date(2021, 4, 1))


POSITIONS = [_positions(number) for number in range(CHARTS)]


def charts(request):
    """A page of charts out of positions that are known."""
    drawn = []
    for number, positions in enumerate(POSITIONS):
        reading = read(positions)
        steps = [Step(positions[0].month, positions[-1].month, 85)]
        drawing = xmr_chart(
            reading.chart, title="62-day performance", description="As usual", unit="%", standards=steps
        )
        drawn.append((f"chart-{number}", "62-day performance varied as usual", drawing))
    return HttpResponse(engines["django"].from_string(PAGE).render({"charts": drawn}, request))


urlpatterns = [path("bench/charts/", charts), *urls.urlpatterns]


@override_settings(ROOT_URLCONF="tests.benchmarks.charts", ALLOWED_HOSTS=["*"])
def figures(user) -> list[Figure]:
    """The table's line: the page with six charts less the empty page, in empty pages."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    taken, unit = in_turn(lambda: client.get("/bench/charts/"), lambda: client.get("/bench/empty/"), rounds=30)
    return [Figure(f"{CHARTS} charts of {MONTHS} months on a page", (taken - unit) / unit, "U", 2)]
