"""The addresses of local figures. An alliance is known by its code, a week by its Monday, a month by its number."""

from django.urls import path

from performance.views import adding_up, local, local_entry, local_imports, local_levels

app_name = "local"

urlpatterns = [
    path("", local.home, name="home"),
    path("<slug:alliance>/import/", local_imports.bring, name="import"),
    path("<slug:alliance>/import/<int:pk>/", local_imports.preview, name="preview"),
    path("<slug:alliance>/template.<slug:kind>", local_imports.template, name="template"),
    path("<slug:alliance>/levels/", local_levels.levels, name="levels"),
    path("<slug:alliance>/does-it-add-up/", adding_up.adding_up, name="adding_up"),
    path("<slug:alliance>/<slug:page>/", local.figures, name="figures"),
    path("<slug:alliance>/<slug:page>/enter/", local_entry.enter, name="enter"),
    path("<slug:alliance>/<slug:page>/<slug:table>.csv", local.figures_csv, name="figures_csv"),
]
