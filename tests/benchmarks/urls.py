"""The site, and one empty page of it to measure by."""

from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

EMPTY = '{% extends "base.html" %}{% block content %}<h1>Empty</h1>{% endblock %}'


def empty(request):
    return HttpResponse(engines["django"].from_string(EMPTY).render({}, request))


urlpatterns = [path("bench/empty/", empty), path("", include("alliance.urls"))]
