"""The house stays a house: what may know what, read from the source itself.

Five floors, and in each the same rooms. An arrow is an import; it goes down, never up. The tables of rooms.py each say
one part of that; a message says which file broke it and what to do instead.
"""

import ast
import re
from collections import defaultdict
from fnmatch import fnmatch

import pytest

from tests.house import FLOORS, all_imports, house, own_nodes, statements
from tests.rooms import (
    ADDRESSES,
    ANSWERS,
    BEGINS_WITH,
    CLOCK_OWNERS,
    CLOCKS,
    FROM_PERFORMANCE,
    FRONT_DOOR,
    INPUTS,
    MAY_BEGIN_OTHERWISE,
    MAY_IMPORT_LATE,
    MAY_OVERRIDE_SAVE,
    MAY_READ_THE_CLOCK,
    NOUNS,
    PAGES,
    RULES,
)


def in_any(module, patterns):
    return any(fnmatch(module, pattern) for pattern in patterns)


def room(module):
    """(height, name): a room may use those below it, and of its own height only itself."""
    if in_any(module, FRONT_DOOR):
        return 6, "the front door"
    if in_any(module, ANSWERS):
        return 2, "a verb or an answer"
    for name, patterns in PAGES.items():
        if in_any(module, patterns):
            return 4, name
    if in_any(module, INPUTS):
        return 3, "a form or filter"
    if in_any(module, ADDRESSES):
        return 5, "a table of addresses"
    if in_any(module, NOUNS):
        return 1, "a noun"
    if in_any(module, RULES):
        return 0, "a rule"
    return 2, "a verb or an answer"


def is_package_of(package, module):
    return module.startswith(package + ".")


def listed(problems):
    return "\n  ".join(["", *problems])


# --- Floors ---------------------------------------------------------------------------------------


def test_there_is_a_house_to_read():
    assert {module.floor for module in house().values()} == set(FLOORS)


def test_no_arrow_points_to_a_floor_above():
    problems = [
        f"{house()[each.module].at(each.line)} imports {each.target}, which stands above {each.module.split('.')[0]}"
        for each in all_imports()
        if each.module not in FRONT_DOOR and FLOORS.index(each.target.split(".")[0]) > FLOORS.index(floor_of(each))
    ]
    assert not problems, f"A page or rule that needs two floors belongs to the upper one:{listed(problems)}"


def floor_of(each):
    return each.module.partition(".")[0]


def test_no_name_in_quotes_points_to_a_floor_above():
    """`apps.get_model("workplans.Action")` from below would be an arrow that no import shows."""
    problems = []
    for module in house().values():
        if module.name in FRONT_DOOR:
            continue
        above = FLOORS[FLOORS.index(module.floor) + 1 :]
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                label = re.fullmatch(r"(\w+)\.\w+(\.\w+)*", node.value)
                if label and label[1] in above:
                    problems.append(f"{module.at(node.lineno)} names {node.value!r}")
            elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "get_model" and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and first.value in above:
                    problems.append(f"{module.at(node.lineno)} gets a model of {first.value}")
    assert not problems, listed(problems)


def test_no_foreign_key_points_to_a_floor_above():
    from django.apps import apps

    problems = [
        f"{model._meta.label}.{field.name} refers to {field.related_model._meta.label}"
        for floor in FLOORS
        for model in apps.get_app_config(floor).get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
        if field.related_model._meta.app_label in FLOORS
        if FLOORS.index(field.related_model._meta.app_label) > FLOORS.index(floor)
    ]
    assert not problems, f"An upper row may name a lower one, not the other way round:{listed(problems)}"


def test_a_work_plan_takes_colours_and_schemes_from_performance_and_nothing_else():
    problems = []
    for each in all_imports():
        if floor_of(each) == "workplans" and each.target.startswith("performance"):
            names = FROM_PERFORMANCE.get(each.target, set())
            if names is not None and each.name not in names:
                problems.append(f"{house()[each.module].at(each.line)} takes {each.name or each.target}")
    assert not problems, listed(problems)


# --- Rooms ----------------------------------------------------------------------------------------


def test_a_room_uses_only_the_rooms_below_it():
    problems = []
    for each in all_imports():
        (height, own), (other_height, other) = room(each.module), room(each.target)
        if is_package_of(each.module, each.target) and other_height <= max(height, 2):
            continue  # a package hands on what is in it
        if other_height > height or (other_height == height and own != other):
            where = house()[each.module].at(each.line)
            problems.append(f"{where}: {own} ({each.module}) uses {other} ({each.target})")
    assert not problems, (
        "Doors use verbs and answers, these use nouns and questions, all use rules; and doors do not call doors. "
        f"A module in the wrong room is moved, or placed in the tables of rooms.py:{listed(problems)}"
    )


def test_no_import_hides_inside_a_function():
    problems = [
        f"{house()[each.module].at(each.line)} imports {each.target} inside a function"
        for each in all_imports()
        if each.late and (each.module, each.target) not in MAY_IMPORT_LATE
        if not fnmatch(each.module, "*.apps")  # ready() is the place that Django gives for it
    ]
    assert not problems, f"Such an import hides an arrow that would be a circle. Move what both need:{listed(problems)}"


def test_rules_know_no_models_and_no_requests():
    problems = []
    for module in house().values():
        if room(module.name)[1] != "a rule":
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom) and re.match(
                r"django\.(http|shortcuts|urls|contrib|db$)", node.module or ""
            ):
                problems.append(f"{module.at(node.lineno)} imports {node.module}")
            elif isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager"):
                problems.append(f"{module.at(node.lineno)} asks the database: {module.source(node)}")
            elif isinstance(node, ast.ClassDef) and any(module.source(base).endswith("Model") for base in node.bases):
                problems.append(f"{module.at(node.lineno)} defines the model {node.name}")
    assert not problems, f"A rule is handed values:{listed(problems)}"


def clock_calls(module):
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            owner = module.source(node.func.value).rpartition(".")[2]
            converts = node.func.attr in ("localdate", "localtime") and node.args
            if owner in CLOCK_OWNERS and not converts:
                yield node


def test_only_doors_know_what_day_it_is():
    """A rule, a model and a question read no clock at all; a verb or an answer may take the instant, not the day."""
    problems = []
    for module in house().values():
        height, _ = room(module.name)
        if height > 2 or module.name in MAY_READ_THE_CLOCK or module.name.startswith("alliance.sample"):
            continue
        for call in clock_calls(module):
            if height < 2 or module.source(call.func) not in ("timezone.now", "time.monotonic"):
                problems.append(f"{module.at(call.lineno)} calls {module.source(call)}")
    assert not problems, f"Hand the day in as `on`:{listed(problems)}"


# --- Doors, verbs, models -------------------------------------------------------------------------


def test_doors_start_from_what_the_person_may_see():
    problems = []
    for module in house().values():
        if room(module.name)[1] not in ("a page", "the admin", "a form or filter"):
            continue
        for statement in statements(module.tree):
            for node in own_nodes(statement):
                if not (
                    isinstance(node, ast.Attribute) and node.attr == "objects" and isinstance(node.value, ast.Name)
                ):
                    continue
                excused = any((place, node.value.id) in MAY_BEGIN_OTHERWISE for place in ("*", module.name))
                if not excused and not BEGINS_WITH.search(module.source(statement)):
                    problems.append(f"{module.at(node.lineno)}: {one_line(module.source(statement))}")
    assert not problems, f"Begin with .visible_to(request.user):{listed(problems)}"


def one_line(text):
    return " ".join(text.split())[:110]


def test_verbs_are_called_with_names_and_say_who():
    problems = []
    for module in house().values():
        if not fnmatch(module.name, "*.operations") and not fnmatch(module.name, "*.operations.*"):
            continue
        for node in module.tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                decorators = " ".join(module.source(each) for each in node.decorator_list)
                if "atomic" not in decorators:
                    continue  # changes nothing by itself
                if node.args.args or node.args.posonlyargs:
                    problems.append(f"{module.at(node.lineno)} {node.name}() takes arguments by position")
                if not {"by", "on", "now"} & {argument.arg for argument in node.args.kwonlyargs}:
                    problems.append(f"{module.at(node.lineno)} {node.name}() does not say by whom or on which day")
    assert not problems, listed(problems)


def test_no_rule_hides_in_save_or_in_a_signal():
    problems = []
    for module in house().values():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom) and re.search(
                r"django\.(db\.models|dispatch|core)\.?signals?$", node.module or ""
            ):
                problems.append(f"{module.at(node.lineno)} imports {node.module}")
            elif isinstance(node, ast.ClassDef) and module.name not in MAY_OVERRIDE_SAVE and height_of(module) < 3:
                for method in node.body:
                    if isinstance(method, ast.FunctionDef) and method.name in ("save", "delete"):
                        problems.append(f"{module.at(method.lineno)} {node.name} overrides {method.name}()")
    assert not problems, f"A change is one function in operations:{listed(problems)}"


def height_of(module):
    return room(module.name)[0]


def test_rules_verbs_and_questions_say_what_they_mean():
    """A docstring for every module and public function, but where a name and one `return` say it all."""
    problems = []
    for module in house().values():
        if module.tree.body and not ast.get_docstring(module.tree) and not fnmatch(module.name, "*.apps"):
            problems.append(f"{module.at(1)} does not say what it is for")
        if height_of(module) > 2:
            continue
        for node in module.tree.body:
            public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.name != "main"
            if public and not ast.get_docstring(node) and not isinstance(node.body[0], ast.Return):
                problems.append(f"{module.at(node.lineno)} {node.name}() has no docstring")
    assert not problems, listed(problems)


# --- The tables themselves -------------------------------------------------------------------------


def test_the_tables_name_what_is_there():
    """A pattern that matches nothing is left over from something that was moved."""
    expected = {"*.importing.formats", "*.importing.resources"}  # rooms that later work opens
    used = defaultdict(bool)
    for pattern in (
        *RULES,
        *ANSWERS,
        *NOUNS,
        *INPUTS,
        *ADDRESSES,
        *FRONT_DOOR,
        *(p for some in PAGES.values() for p in some),
    ):
        used[pattern] |= any(fnmatch(module, pattern) for module in house())
    assert not [pattern for pattern, matched in used.items() if not matched and pattern not in expected]


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("workplans.progress", "a rule"),
        ("workplans.importing.readers.word", "a rule"),
        ("performance.importing.reading", "a verb or an answer"),
        ("performance.models.figures", "a noun"),
        ("workplans.operations.updates", "a verb or an answer"),
        ("workplans.views.plans", "a page"),
        ("organisations.admin_access", "the admin"),
        ("workplans.urls", "a table of addresses"),
        ("alliance.urls", "the front door"),
    ],
)
def test_the_tables_place_a_module(module, name):
    assert room(module)[1] == name
