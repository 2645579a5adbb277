"""Every Python file: no longer than a reader can hold, and named for its subject."""

from tests.house import FLOORS, ROOT

LONGEST = 400
MAY_BE_LONGER = {
    # path: the reason
    "tests/workplans/importing/made/word.py": "a catalogue of documents, looked up one at a time",
    "tests/alliance/importing/delivery_layouts.py": "a catalogue of documents, looked up one at a time",
}

NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "constants", "misc", "shared", "tools"}


def python_files():
    folders = (*FLOORS, "tests")
    return [path for folder in folders for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts]


def test_no_file_is_longer_than_a_reader_can_hold():
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in python_files()}
    too_long = {path: n for path, n in lengths.items() if n > LONGEST and path not in MAY_BE_LONGER}
    assert not too_long, f"Over {LONGEST} lines a file becomes a package, one file per subject"
    assert not [path for path in MAY_BE_LONGER if lengths.get(path, 0) <= LONGEST], "MAY_BE_LONGER names short files"


def test_no_file_has_a_name_that_says_nothing():
    assert not [path for path in python_files() if path.stem in NAMES_THAT_SAY_NOTHING], "Name the subject"
