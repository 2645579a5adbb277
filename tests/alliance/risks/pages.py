"""Where the pages of risks are, and somebody who looks at them."""

from tests.factories import someone


def address(more="", **given):
    return f"/risks/wessex/{more}".format(**given)


def signed_in(client, kind, place):
    user = someone(kind, place)
    client.force_login(user)
    return user
