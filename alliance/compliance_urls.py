"""The addresses of compliance: alliance, framework, and one cell of it."""

from django.urls import path

from alliance.views import compliance

app_name = "compliance"

urlpatterns = [
    path("", compliance.home, name="home"),
    path("<slug:alliance>/", compliance.frameworks, name="frameworks"),
    path("<slug:alliance>/define/", compliance.define, name="define"),
    path("<slug:alliance>/<slug:code>/", compliance.matrix, name="matrix"),
    path("<slug:alliance>/<slug:code>/export/<str:kind>/", compliance.export, name="export"),
    path("<slug:alliance>/<slug:code>/edit/", compliance.edit, name="edit"),
    path("<slug:alliance>/<slug:code>/<int:position>/<slug:group>/<slug:provider>/", compliance.cell, name="cell"),
]
