"""The front door: every address of the site."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from alliance.views import dashboard, ratings
from core.views import healthz, not_found
from organisations.context import SERVICE_NAME

# One door to sign in by, so that what is asked there (a second factor, later) is asked of everybody.
admin.site.login = secure_admin_login(admin.site.login)
admin.site.site_header = admin.site.site_title = f"{SERVICE_NAME} administration"

handler404 = not_found

urlpatterns = [
    path("", dashboard.home, name="home"),
    path("as-it-stood/", dashboard.as_it_stood, name="as_it_stood"),
    path("ratings/", ratings.ratings, name="ratings"),
    path("", include("workplans.urls")),
    path("performance/", include("performance.urls")),
    path("local-figures/", include("performance.local.urls")),
    path("trajectories/", include("performance.trajectories.urls")),
    path("delivery/", include("alliance.delivery_urls")),
    path("risks/", include("alliance.risk_urls")),
    path("compliance/", include("alliance.compliance_urls")),
    # An account has the one address its administrator gave it; allauth's page for adding others stays shut.
    path("accounts/email/", not_found, {"exception": None}),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
]
