"""Reads the source of the five floors for tests/test_architecture.py: modules, what they import, what they call."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("core", "organisations", "performance", "workplans", "alliance")  # from the ground up
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True)
class Import:
    """`module` imports `target`, or `name` out of it, at `line`; `late` inside a function."""

    module: str
    line: int
    target: str
    name: str
    late: bool


@dataclass(frozen=True)
class Module:
    name: str
    path: Path
    tree: ast.Module
    imports: tuple

    @property
    def floor(self):
        return self.name.partition(".")[0]

    def at(self, line):
        return f"{self.path.relative_to(ROOT)}:{line}"

    def source(self, node):
        return ast.get_source_segment(self.path.read_text(), node) or ""


def dotted(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def house():
    paths = {
        dotted(path): path
        for floor in FLOORS
        for path in sorted((ROOT / floor).rglob("*.py"))
        if "migrations" not in path.parts
    }
    modules = {}
    for name, path in paths.items():
        tree = ast.parse(path.read_text(), str(path))
        modules[name] = Module(name, path, tree, tuple(imports_of(name, path, tree, paths)))
    return modules


def imports_of(module, path, tree, known):
    """Every import of our own modules, wherever in the file; `from package import module` names the module."""
    inside = {child for node in ast.walk(tree) if isinstance(node, FUNCTIONS) for child in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            targets = [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = absolute(node, module, path)
            targets = [
                (f"{base}.{alias.name}", "") if f"{base}.{alias.name}" in known else (base, alias.name)
                for alias in node.names
            ]
        else:
            continue
        for target, name in targets:
            if target.partition(".")[0] in FLOORS:
                yield Import(module, node.lineno, target, name, node in inside)


def absolute(node, module, path):
    if not node.level:
        return node.module or ""
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    base = package[: len(package) - node.level + 1]
    return ".".join([*base, node.module] if node.module else base)


def all_imports():
    return [each for module in house().values() for each in module.imports]


def statements(tree):
    """Every simple statement: of a compound one, the part before its body."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]


def own_nodes(statement):
    """The nodes of a statement that belong to no statement inside it."""
    stack = [child for child in ast.iter_child_nodes(statement) if not isinstance(child, ast.stmt)]
    while stack:
        node = stack.pop()
        yield node
        stack += [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt)]
