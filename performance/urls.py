"""The addresses of waiting-times performance. A place is known by its code: an alliance's, a trust's, "england"."""

from django.urls import path

from performance.views import compare, depth, overview, readings

app_name = "performance"

urlpatterns = [
    path("", overview.home, name="home"),
    path("places/", overview.places, name="places"),
    path("compare/<str:standard>/", compare.compare, name="compare"),
    path("compare/<str:standard>/table.csv", compare.compare_csv, name="compare_csv"),
    path("in-depth/<str:place>/<str:standard>/", depth.in_depth, name="depth"),
    path("in-depth/<str:place>/<str:standard>/<str:table>.csv", depth.in_depth_csv, name="depth_csv"),
    path("in-depth/<str:place>/<str:standard>/reading/", readings.reading, name="reading"),
    path("<slug:alliance>/", overview.overview, name="overview"),
    path("<slug:alliance>/<str:table>.csv", overview.overview_csv, name="overview_csv"),
    path("<slug:alliance>/providers/", overview.providers, name="providers"),
    path("<slug:alliance>/tumour-groups/", overview.tumour_groups, name="tumour_groups"),
]
