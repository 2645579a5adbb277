"""What a made document says: the truth that a reading is held against, and the register of all documents."""

from dataclasses import dataclass, field

DOCUMENTS = []


@dataclass(frozen=True)
class Act:
    """An action as it should be read; `due` are the words of its dates, `steps` and `leads` texts."""

    number: str
    text: str
    leads: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    status: str = ""
    rating: str = ""


CLINIC = Act(
    "1.1",
    "Open a second one-stop clinic for neck lumps",
    ("MCN Clinical Lead", "Lead Nurse"),
    ("30 June 2023",),
    ("Write the business case", "Appoint a sonographer"),
)
DENTISTS = Act("1.2", "Teach dentists which ulcers to refer", ("Dr A Example",), ("Q3",))
LISTS = Act("2.1", "Map the theatre lists of every hospital", ("Service Manager",), ("By end Sept 2023",))
FLAPS = Act("2.2", "Agree one shared list for free-flap surgery", ("MCN Manager",), ("Ongoing",))
FIND, TREAT = "Find neck cancers sooner", "Treat without delay"
PLAN = {f"1 {FIND}": (CLINIC, DENTISTS), f"2 {TREAT}": (LISTS, FLAPS)}


@dataclass(frozen=True)
class Made:
    """One document: its content, the ending of its name, what it says, and words that its findings must hold.

    `errors`: the findings of level "error" that are right here; none elsewhere. `silent`: words no finding may hold.
    """

    name: str
    kind: str
    make: object
    plan: dict = field(default_factory=lambda: PLAN)
    says: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    errors: int = 0
    facts: bool = False  # statuses and ratings are compared as well


def made(kind, plan=None, **expected):
    """Register a function that makes a document, with what its reading should be."""

    def register(function):
        DOCUMENTS.append(Made(function.__name__, kind, function, PLAN if plan is None else plan, **expected))
        return function

    return register


def flat(plan=PLAN):
    """Pairs of objective ("1 Find ...") and action."""
    return [(objective, action) for objective, actions in plan.items() for action in actions]


def changed(plan=PLAN, **by_number):
    """The plan with some actions told otherwise: changed(a1_1={"steps": ()})."""
    wishes = {key.removeprefix("a").replace("_", "."): value for key, value in by_number.items()}
    return {
        objective: tuple(
            Act(
                **{
                    **{name: getattr(action, name) for name in Act.__dataclass_fields__},
                    **wishes.get(action.number, {}),
                }
            )
            for action in actions
        )
        for objective, actions in plan.items()
    }


def without_steps(plan=PLAN):
    return {
        o: tuple(Act(a.number, a.text, a.leads, a.due, (), a.status, a.rating) for a in acts)
        for o, acts in plan.items()
    }


def renumbered(*numbers, plan=PLAN):
    """The plan with other action numbers, in order."""
    given = iter(numbers)
    return {
        o: tuple(Act(next(given), a.text, a.leads, a.due, a.steps, a.status, a.rating) for a in acts)
        for o, acts in plan.items()
    }
