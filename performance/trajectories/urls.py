"""The addresses of trajectories, by alliance."""

from django.urls import path

from performance.views import local_imports, trajectories

app_name = "trajectories"

urlpatterns = [
    path("", trajectories.home, name="home"),
    path("<slug:alliance>/", trajectories.listed, name="list"),
    path("<slug:alliance>/all.csv", trajectories.listed_csv, name="csv"),
    path("<slug:alliance>/add/", trajectories.add, name="add"),
    path("<slug:alliance>/import/", local_imports.bring, {"of": "trajectories"}, name="import"),
    path("<slug:alliance>/template.<slug:kind>", local_imports.template, {"of": "trajectories"}, name="template"),
    path("<slug:alliance>/<int:pk>/", trajectories.trajectory, name="trajectory"),
    path("<slug:alliance>/<int:pk>/months.csv", trajectories.trajectory_csv, name="trajectory_csv"),
    path("<slug:alliance>/<int:pk>/edit/", trajectories.edit, name="edit"),
    path("<slug:alliance>/<int:pk>/delete/", trajectories.delete, name="delete"),
]
