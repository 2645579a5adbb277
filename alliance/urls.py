"""The front door: every address of the site."""

from django.contrib import admin
from django.urls import include, path

from alliance.views import dashboard, ratings
from core.views import healthz

urlpatterns = [
    path("", dashboard.home, name="home"),
    path("ratings/", ratings.ratings, name="ratings"),
    path("", include("workplans.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
]
