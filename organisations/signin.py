"""Signing in: accounts are made by administrators, never by the person at the door."""

from allauth.account.adapter import DefaultAccountAdapter


class ClosedAccountAdapter(DefaultAccountAdapter):
    """allauth's adapter with sign-up closed; the sign-up address answers with a page that says whom to ask."""

    def is_open_for_signup(self, request) -> bool:
        return False
