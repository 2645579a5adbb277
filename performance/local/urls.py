"""The addresses of local figures. An alliance is known by its code, a week by its Monday, a month by its number."""

from django.urls import path

from performance.views import local

app_name = "local"

urlpatterns = [
    path("", local.home, name="home"),
    path("<slug:alliance>/<slug:page>/", local.figures, name="figures"),
    path("<slug:alliance>/<slug:page>/<slug:table>.csv", local.figures_csv, name="figures_csv"),
]
