"""Bring one release of nhsuk-frontend into `static/vendor/nhsuk/` (for maintainers; needs npm).

The published package expects to be served from the root of a site and calls an outside server for its
fonts. Ours is served from our own origin under a strict content security policy, so the copy is
changed in three ways, and only these: the `@font-face` blocks that name an outside server are taken
out (the font stack falls back to Arial, as the NHS service manual allows), `url(/assets/...)` becomes
relative, and the source-map comments go, since the maps are not kept.
"""

import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

PACKAGE = "nhsuk-frontend"
TARGET = Path("static/vendor/nhsuk")
DIST = "package/dist/nhsuk/"
ASSETS = (
    "assets/manifest.json",
    "assets/images/favicon.ico",
    "assets/images/favicon.svg",
    "assets/images/nhsuk-icon-mask.svg",
    "assets/images/nhsuk-icon-180.png",
    "assets/images/nhsuk-icon-192.png",
    "assets/images/nhsuk-icon-512.png",
)

_OUTSIDE_FONT = re.compile(r"@font-face\s*\{[^}]*https?://[^}]*\}")
_ROOT_ASSET = re.compile(r"url\((['\"]?)/assets/")
_ASSET = re.compile(r"url\(['\"]?(assets/[^)'\"]+)")
_SOURCE_MAP = re.compile(r"\s*(/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S*)\s*$")


def clean_css(text: str) -> str:
    """Return a style sheet of the package without outside fonts, root-relative assets or source maps."""
    text = _OUTSIDE_FONT.sub("", text)
    text = _ROOT_ASSET.sub(r"url(\1assets/", text)
    return _SOURCE_MAP.sub("\n", text)


def clean_js(text: str) -> str:
    """Return a script of the package without its source-map comment."""
    return _SOURCE_MAP.sub("\n", text)


def assets_named_in(css: str) -> set[str]:
    """Return the asset paths, relative to the style sheet, that a cleaned style sheet asks for."""
    return set(_ASSET.findall(css))


class Command(BaseCommand):
    help = "Replace static/vendor/nhsuk/ with a release of nhsuk-frontend (maintainers only; needs npm)."

    def add_arguments(self, parser):
        parser.add_argument("version", help="the release to fetch, for example 10.6.1")

    def handle(self, *args, version, **options):
        target = Path(settings.BASE_DIR) / TARGET
        with tempfile.TemporaryDirectory() as folder, tarfile.open(self._pack(version, Path(folder))) as package:
            css = clean_css(self._read(package, "nhsuk-frontend.min.css").decode())
            if "://" in css:
                raise CommandError("The style sheet still names an outside address; clean_css needs a look.")
            files = {name: self._read(package, name) for name in sorted({*ASSETS, *assets_named_in(css)})}
            files["nhsuk-frontend.min.css"] = css.encode()
            files["nhsuk-frontend.min.js"] = clean_js(self._read(package, "nhsuk-frontend.min.js").decode()).encode()
            about = json.load(package.extractfile("package/package.json"))
        files["VERSION"] = f"{about['name']} {about['version']} ({about['license']})\n".encode()
        shutil.rmtree(target / "assets", ignore_errors=True)
        for name, content in files.items():
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        self.stdout.write(f"{TARGET} now holds {about['name']} {about['version']}: {len(files)} files.")

    def _read(self, package, name):
        return package.extractfile(DIST + name).read()

    def _pack(self, version, folder):
        """Fetch the package with npm into `folder` and return the archive's path; CommandError says what failed."""
        if not shutil.which("npm"):
            raise CommandError("npm is needed to fetch the package. Nothing was changed.")
        result = subprocess.run(
            ["npm", "pack", "--silent", f"{PACKAGE}@{version}"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        archives = sorted(folder.glob("*.tgz"))
        if result.returncode or not archives:
            raise CommandError(f"npm could not fetch {PACKAGE}@{version}: {result.stderr.strip()}")
        return archives[-1]
