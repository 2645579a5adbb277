"""The frame of every page: navigation, account, messages, sign-in, error pages."""

import re

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core import mail
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

from organisations.context import SERVICE_NAME, navigation
from tests.factories import PASSWORD, UserFactory


def page(user=None, **context):
    request = RequestFactory().get("/plans/")
    request.user = user
    request.resolver_match = None
    return render_to_string("base.html", {**context, **navigation(request), "user": user})


def labels(request):
    return [item.label for item in navigation(request)["navigation"]]


def test_a_stranger_gets_no_navigation_and_costs_no_query(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        html = client.get(reverse("account_login")).content.decode()
    assert f"<title>Sign in – {SERVICE_NAME}</title>" in re.sub(r"\s+", " ", html).replace("> ", ">").replace(" <", "<")
    assert "nhsuk-header__navigation" not in html
    assert "nhsuk-header__account" not in html


def test_a_person_has_their_name_a_way_out_and_the_navigation(db):
    html = page(UserFactory(name="Network Manager"))
    assert "Network Manager" in html
    assert re.search(rf'action="{reverse("account_logout")}"\s+method="post"', html)
    assert re.findall(r'nhsuk-header__navigation-link" href="([^"]+)"', html) == [
        reverse("home"),
        reverse("workplans:plan_list"),
        reverse("workplans:my_actions"),
        reverse("workplans:overdue_list"),
        reverse("performance:home"),
        reverse("risks:home"),
    ]


def test_the_admin_is_offered_to_those_who_may_use_it(db, rf):
    request = rf.get("/")
    request.resolver_match = None
    request.user = UserFactory()
    assert "Admin" not in labels(request)
    request.user = UserFactory(is_superuser=True)
    assert "Admin" in labels(request)


@pytest.mark.parametrize(
    ("view_name", "current"),
    [
        ("home", "Dashboard"),
        ("workplans:plan_list", "Plans"),
        ("workplans:action", "Plans"),
        ("workplans:my_actions", "My actions"),
        ("workplans:overdue_list", "Overdue"),
        ("performance:home", "Performance"),
        ("performance:depth", "Performance"),
        ("account_change_password", None),
    ],
)
def test_the_navigation_says_where_one_is(db, rf, view_name, current):
    request = rf.get("/")
    request.user = UserFactory()
    request.resolver_match = type("Match", (), {"view_name": view_name})
    items = navigation(request)["navigation"]
    assert [item.label for item in items if item.current] == ([current] if current else [])


def test_the_navigation_costs_one_query_and_nothing_where_it_is_not_drawn(db, rf, django_assert_num_queries):
    request = rf.get("/")
    request.user = UserFactory()
    request.resolver_match = None
    with django_assert_num_queries(0):
        context = navigation(request)
    with django_assert_num_queries(1):
        assert len(context["navigation"]) == 6
        assert len(list(context["navigation"])) == 6


def test_a_page_can_be_skipped_into_and_has_one_main():
    html = page()
    assert 'href="#maincontent"' in html
    assert html.count("<main") == 1
    assert html.index("nhsuk-skip-link") < html.index("<header")
    assert 'lang="en-GB"' in html


def test_scripts_come_from_files_and_htmx_is_kept_on_a_short_lead():
    html = page()
    assert re.findall(r"<script(?![^>]*src=)", html) == []
    config = re.search(r"name=\"htmx-config\"\s+content='([^']+)'", html).group(1)
    for setting in ('"allowEval":false', '"includeIndicatorStyles":false', '"selfRequestsOnly":true'):
        assert setting in config


def test_errors_are_announced_in_the_title():
    from organisations.signin import SignInForm

    assert "<title>Error:" in re.sub(r">\s+", ">", page(form=SignInForm(data={})))
    assert "Error:" not in page(form=SignInForm())


@pytest.mark.parametrize(
    ("level", "role", "word"),
    [
        (constants.SUCCESS, "status", "Success"),
        (constants.INFO, "status", "Information"),
        (constants.WARNING, "alert", "Important"),
        (constants.ERROR, "alert", "There is a problem"),
    ],
)
def test_messages_say_how_grave_they_are(level, role, word):
    html = render_to_string("components/messages.html", {"messages": [Message(level, "<b>Saved</b>")]})
    assert f'role="{role}"' in html
    assert word in html
    assert "&lt;b&gt;" in html


def test_messages_can_ride_along_with_a_fragment():
    assert 'hx-swap-oob="true"' in render_to_string("components/messages.html", {"messages": [], "oob": True})
    assert "hx-swap-oob" not in render_to_string("components/messages.html", {"messages": []})


@pytest.mark.parametrize("template", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_pages_can_be_drawn_without_any_context(template):
    html = render_to_string(template)
    assert "<h1" in html
    assert "maincontent" in html


def test_a_missing_page_is_friendly(client, db):
    response = client.get("/there/is/no/such/page/")
    assert response.status_code == 404
    assert b"Page not found" in response.content


def test_signing_in_with_a_wrong_password_keeps_the_address_and_says_so(client, db):
    person = UserFactory()
    response = client.post(reverse("account_login"), {"login": person.email, "password": "wrong"})
    html = response.content.decode()
    assert "The e-mail address or the password is not right." in html
    assert f'value="{person.email}"' in html
    assert "wrong" not in html.replace("wrong address", "")


def test_signing_in_and_out(client, db):
    person = UserFactory()
    response = client.post(reverse("account_login"), {"login": person.email.upper(), "password": PASSWORD})
    assert response["Location"] == reverse("home")
    assert client.session.get_expire_at_browser_close()
    response = client.get(reverse("account_logout"))
    assert b"Stay signed in" in response.content, "a link alone signs nobody out"
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_by_themselves(client, db):
    response = client.get(reverse("account_signup"))
    assert b"Ask for an account" in response.content
    assert b"<form" not in response.content


@pytest.mark.parametrize("known", [True, False])
def test_a_forgotten_password_tells_nobody_who_has_an_account(client, db, known):
    address = UserFactory().email if known else "nobody@example.nhs.uk"
    response = client.post(reverse("account_reset_password"), {"email": address}, follow=True)
    assert b"Check your e-mail" in response.content
    [message] = mail.outbox
    assert ("Follow this link" in message.body) == known
    assert message.body.rstrip().endswith(SERVICE_NAME)


def test_the_link_in_the_message_leads_to_a_new_password(client, db):
    person = UserFactory()
    client.post(reverse("account_reset_password"), {"email": person.email})
    address = re.search(r"http://[^/]+(/\S+)", mail.outbox[0].body).group(1)
    response = client.get(address, follow=True)
    assert b"Choose a new password" in response.content
    new = "quite another long password"
    response = client.post(response.request["PATH_INFO"], {"password1": new, "password2": new}, follow=True)
    assert b"Your password is changed" in response.content
    person.refresh_from_db()
    assert person.check_password(new)
    assert b"This link cannot be used" in client.get(address, follow=True).content


@pytest.mark.parametrize("name", ["account_change_password", "account_logout"])
def test_account_pages_of_a_signed_in_person_are_drawn(client, db, name):
    client.force_login(UserFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert b"nhsuk-header__account" in response.content


def test_the_admin_is_in_the_frame_of_the_house(client, db):
    client.force_login(UserFactory(is_superuser=True), backend="allauth.account.auth_backends.AuthenticationBackend")
    html = client.get(reverse("admin:index")).content.decode()
    assert f"Back to {SERVICE_NAME}" in html
    assert "css/admin.css" in html
    assert "theme.js" not in html
    assert "skip-to-content-link" in html
