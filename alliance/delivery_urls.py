"""The addresses of delivery plans and what hangs on them: alliance, year, and what of it."""

from django.urls import include, path

import core.addresses  # noqa: F401 - the years in them
from alliance.views import returns

app_name = "delivery"

one_return = [
    path("", returns.one_return, name="return"),
    path("due-date/", returns.change_date, name="return_date"),
    path("sign-off/", returns.sign, name="return_sign"),
    path("correct/", returns.correct, name="return_correct"),
    path("export/<str:kind>/", returns.export, name="return_export"),
    path("workstreams/<int:pk>/", returns.commentary, name="return_commentary"),
]

one_plan = [
    path("returns/", returns.returns, name="returns"),
    path("returns/open/", returns.open_return, name="return_open"),
    path("returns/q<int:quarter>/v<int:version>/", include(one_return)),
]

urlpatterns = [
    path("<slug:alliance>/<fy:year>/", include(one_plan)),
]
