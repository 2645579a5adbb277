"""Signing in: accounts are made by administrators, never by the person at the door."""

from allauth.account.adapter import DefaultAccountAdapter


class ClosedAccountAdapter(DefaultAccountAdapter):
    """allauth's adapter with sign-up closed; the sign-up address answers with a page that says whom to ask."""

    def is_open_for_signup(self, request) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        """The subject as written; the service's name is in its words already, so no site name goes in front."""
        return subject
