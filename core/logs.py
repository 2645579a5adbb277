"""What the log lines look like: one JSON object per line in a deployment, plain words in development.

Both our own lines (structlog) and those of Django and other libraries (standard logging) pass through the same
steps. Tracebacks never carry local variables: they would put names, comments and session keys into the log.
Knows no models, and of Django nothing at all, so that the settings can import it.
"""

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.tracebacks import ExceptionDictTransformer

# Applied to every line, whoever wrote it, before one of the formatters below draws it.
_STEPS = [
    structlog.contextvars.merge_contextvars,  # request_id, user_id and ip, bound by the middleware
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure_structlog() -> None:
    """Let structlog's loggers hand their lines to standard logging, where LOGGING decides what becomes of them."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_STEPS, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def json_formatter() -> ProcessorFormatter:
    """A formatter for LOGGING: one JSON object per line, a traceback as a list of frames."""
    without_locals = ExceptionDictTransformer(show_locals=False, max_frames=30)
    return ProcessorFormatter(
        foreign_pre_chain=_STEPS,
        processors=[
            ProcessorFormatter.remove_processors_meta,
            structlog.processors.ExceptionRenderer(without_locals),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


def plain_formatter() -> ProcessorFormatter:
    """A formatter for LOGGING that a person reads in a terminal; tracebacks as Python prints them."""
    return ProcessorFormatter(
        foreign_pre_chain=_STEPS,
        processors=[
            ProcessorFormatter.remove_processors_meta,
            structlog.dev.ConsoleRenderer(
                colors=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
            ),
        ],
    )
