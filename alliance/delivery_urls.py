"""The addresses of delivery plans and what hangs on them: alliance, year, and what of it."""

from django.urls import path

app_name = "delivery"

urlpatterns: list[path] = []
