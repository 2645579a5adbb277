"""What happens around every request."""

import re

from django_structlog.middlewares import RequestMiddleware

_RESET_KEY = re.compile(r"(/password/reset/key/)[^/]+")


class RequestLog(RequestMiddleware):
    """Writes one line per request, with its id, who asked and what came of it.

    The address goes into the log without its query, which may hold what somebody searched for, and without the
    key of a password-reset link, which would let a reader of the log set the password.
    """

    @staticmethod
    def format_request(request):
        address = _RESET_KEY.sub(r"\1…", request.path)
        return f"{request.method} {address}"
