"""What is served beside the pages: the vendored release, our own sheets, and the command that fetches."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

from alliance.management.commands.vendor_frontend import ASSETS, assets_named_in, clean_css, clean_js

STATIC = Path(settings.BASE_DIR) / "static"
VENDORED = STATIC / "vendor" / "nhsuk"
SHEETS = sorted(STATIC.rglob("*.css"))


def test_cleaning_takes_out_what_our_policy_forbids_and_nothing_else():
    css = (
        '@font-face{font-family:F;src:url(https://fonts.example/a.woff2) format("woff2")}'
        '.a{background:url("/assets/images/a.svg")}.b{background:url(/assets/images/b.svg)}'
        "\n/*# sourceMappingURL=x.css.map */\n"
    )
    assert clean_css(css) == ('.a{background:url("assets/images/a.svg")}.b{background:url(assets/images/b.svg)}\n')
    assert clean_js("export{a};//# sourceMappingURL=x.js.map\n") == "export{a};\n"


def test_cleaning_keeps_a_font_of_our_own():
    css = "@font-face{font-family:F;src:url(fonts/a.woff2)}"
    assert clean_css(css) == css


def test_assets_named_in_a_sheet_are_fetched_with_it():
    assert assets_named_in("a{b:url(assets/images/a.svg)}c{d:url('assets/images/b.svg')}") == {
        "assets/images/a.svg",
        "assets/images/b.svg",
    }


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_style_sheets_ask_no_other_server_and_no_data_addresses(path):
    css = path.read_text()
    assert not re.search(r"url\(['\"]?(https?:|//|data:)|@import", css)
    assert "sourceMappingURL" not in css


def test_the_vendored_release_is_whole():
    css = (VENDORED / "nhsuk-frontend.min.css").read_text()
    names = {*assets_named_in(css), *ASSETS, "nhsuk-frontend.min.js", "LICENCE", "VERSION"}
    assert not [name for name in names if not (VENDORED / name).is_file()]
    assert "sourceMappingURL" not in (VENDORED / "nhsuk-frontend.min.js").read_text()
    version = re.search(r"nhsuk-frontend (\S+)", (VENDORED / "VERSION").read_text()).group(1)
    assert f'--nhsuk-frontend-version:"{version}"' in css


def test_our_script_imports_the_vendored_one_by_a_path_that_exists():
    path = STATIC / "js" / "site.js"
    imported = re.findall(r'from "([^"]+)"', path.read_text())
    assert imported
    assert all((path.parent / name).resolve().is_file() for name in imported)


def test_every_static_file_named_in_a_template_is_there():
    named = set()
    for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html"):
        named |= set(re.findall(r"{% static [\"']([^\"']+)[\"'] %}", path.read_text()))
    assert named
    assert not [name for name in named if not finders.find(name)]


def test_production_can_hash_the_style_sheets(tmp_path):
    """The manifest storage follows every url() of a sheet and refuses one that leads nowhere."""
    storage = ManifestStaticFilesStorage(location=tmp_path, base_url="/static/")
    files = {}
    for path in STATIC.rglob("*"):
        if path.is_file():
            name = path.relative_to(STATIC).as_posix()
            with path.open("rb") as content:
                storage._save(name, _file(content))
            files[name] = (storage, name)
    outcomes = list(storage.post_process(files))
    assert not [outcome for outcome in outcomes if isinstance(outcome[2], Exception)]


def _file(content):
    from django.core.files import File

    return File(content)
