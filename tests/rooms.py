"""The rooms of the house, and what may stand where: the tables that tests/test_architecture.py holds the code against.

A module that no table names is an answer: it may use verbs, models and rules, and only doors and other answers may use
it. What models or rules need goes into RULES or NOUNS. An exception says its reason.
"""

import re

# Pure: values and decisions about them. No models, no clock, no request.
RULES = (
    "core.cells",
    "core.choices",
    "core.doors",
    "core.export",
    "core.periods",
    "core.word",
    "organisations.grants",
    "performance.charts",
    "performance.charts.*",
    "performance.rag",
    "performance.spc",
    "performance.spc_cases",
    "performance.measures",
    "performance.disclosure",
    "performance.local.adding_up",
    "performance.local.charts",
    "performance.local.doubts",
    "performance.local.measures",
    "performance.local.sheets",
    "performance.trajectories.rules",
    "performance.reconciling",
    "performance.wording",
    "performance.trajectories.sheets",
    "performance.importing.*",  # parsers, but for what ANSWERS names
    "workplans.due",
    "workplans.due_words",
    "workplans.leads",
    "workplans.letters",
    "workplans.moving",
    "workplans.numbering",
    "workplans.progress",
    "workplans.reporting",
    "workplans.importing.*",
    "alliance.compliance_levels",
    "alliance.exposure",
    "alliance.importing.*",
    "alliance.spending",
)
# In a folder of parsers: what works with the database, on the way from parsed rows to a preview.
ANSWERS = (
    "alliance.importing.delivery_reading",
    "alliance.importing.delivery_stage",
    "alliance.importing.part_two",
    "performance.importing.reading",
    "workplans.importing.comparing",
    "workplans.importing.findings",
    "workplans.importing.matching",
    "workplans.importing.meanings",
    "workplans.importing.places",
    "workplans.importing.preview",
    "workplans.importing.preview_lists",
    "workplans.importing.reading",
    "workplans.importing.row_files",
    "workplans.importing.rows_said",
    "workplans.importing.stage",
    "workplans.importing.staged_rows",
)
# What there is, and the questions that may be asked of it.
NOUNS = (
    "*.models",
    "*.models.*",
    "*.querysets",
    "core.audit",
    "core.history",
    "core.jobs",
    "core.outbox",
    "organisations.access",
    "workplans.staged",
    "workplans.work",
)
# Where somebody or something comes in. Their order: addresses lead to pages, pages use inputs.
INPUTS = ("*.forms", "*.forms.*", "*.filters", "*.list_filters", "*.templatetags.*", "*.importing.formats")
PAGES = {
    "a page": ("*.views", "*.views.*"),
    "the admin": ("*.admin", "*.admin_*", "*.importing.resources"),
    "a task": ("*.tasks",),
    "a command": ("*.management", "*.management.*"),
    "a hook of a framework": ("*.apps", "*.context", "*.signin", "*.middleware"),
}
ADDRESSES = ("*.urls", "*_urls")
# They put everything together, so they may name everything.
FRONT_DOOR = ("alliance", "alliance.celery", "alliance.settings", "alliance.urls", "alliance.wsgi")

# From `performance` a work plan takes colours and the schemes that give them, nothing else.
FROM_PERFORMANCE = {
    "performance.rag": None,
    "performance.models": {"RatingScheme"},
    "performance.models.schemes": {"RatingScheme"},
    "performance.querysets": {"SchemesInForce"},
}

MAY_IMPORT_LATE = {
    # (module, imported): the reason
}

MAY_OVERRIDE_SAVE = {
    "core.history": "refuses to change what is append-only",
}

# A door begins with visible_to(), stays inside something that was found so, or asks for what is the person's own.
BEGINS_WITH = re.compile(
    r"visible_to\(|updatable_by\(|\.of\((?:request\.)?user|objects\.none\(\)|user=request\.user|OuterRef\("
    r"|\b(alliance|network|plan|action)(_id)?=(?!None\b)"
)
MAY_BEGIN_OTHERWISE = {
    # (module, model): the reason
    ("*", "RatingScheme"): "the definition of a colour is open to everybody who is signed in",
    ("alliance.views.compliance", "TumourGroup"): "the vocabulary of tumour groups is common to all",
    ("organisations.forms", "User"): "an address belongs to one account only, wherever its person works",
    ("workplans.importing.resources", "WorkPlan"): "the plans into which the person's own import went",
    ("workplans.views.leads", "User"): "offers those who have a role in a network that was found by visible_to()",
}

CLOCKS = ("today", "now", "localdate", "localtime", "utcnow", "time", "monotonic")
CLOCK_OWNERS = ("date", "datetime", "timezone", "time")
MAY_READ_THE_CLOCK = {
    "core.audit": "the instant of an event",
    "core.jobs": "leases of running work",
    "core.outbox": "the instant a message was sent",
}
