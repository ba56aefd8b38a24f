"""Promises about words: what the interface says, it says in Vietnamese too, and nothing is left over."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from tracker import words
from tracker.settings import ROOT

KEYWORDS = {"_": None, "gettext": None, "mark": None, "ngettext": (1, 2), "counted": (1, 2)}
JINJA = {"extensions": "jinja2.ext.i18n", "silent": "false", "newstyle_gettext": "true"}
PLACE = re.compile(r"%\(\w+\)[sd]|%%")

Said = str | tuple[str, str]


def _extracted(path: Path) -> Iterator[Said]:
    method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
    options = {} if path.suffix == ".py" else dict(JINJA)
    for _line, message, _comments, _context in extract_from_file(method, path, KEYWORDS, options=options):
        yield message if isinstance(message, str) else (message[0], message[1])


def _sources() -> list[Path]:
    code = [path for path in (ROOT / "tracker").rglob("*.py") if "static" not in path.parts]
    return code + [path for path in (ROOT / "templates").rglob("*") if path.is_file()]


def said_anywhere() -> set[Said]:
    """Every sentence that code and templates hand to the catalogue."""
    return {message for path in _sources() for message in _extracted(path) if message}


def _catalogues() -> dict[str, set[Said]]:
    found: dict[str, set[Said]] = {}
    for path in sorted((words.LOCALE / "vi").glob("*.po")):
        catalog = read_po(BytesIO(path.read_bytes()), locale="vi")
        found[path.name] = {
            message.id if isinstance(message.id, str) else (message.id[0], message.id[1])
            for message in catalog
            if message.id
        }
    return found


def _texts(message: Message) -> list[str]:
    found = message.string or ""
    return [found] if isinstance(found, str) else list(found)


def test_every_sentence_has_a_vietnamese_text() -> None:
    """No reader meets an English sentence on a Vietnamese page."""
    catalog = words.catalogue("vi")
    spoken = {
        message.id if isinstance(message.id, str) else (message.id[0], message.id[1])
        for message in catalog
        if message.id and all(_texts(message))
    }
    assert said_anywhere() - spoken == set()


def test_no_vietnamese_text_is_left_over() -> None:
    """A sentence that nobody says any more leaves the catalogue with the page that said it."""
    said = said_anywhere()
    stale = {file: found - said for file, found in _catalogues().items() if found - said}
    assert stale == {}


def test_a_sentence_stands_in_one_catalogue_only() -> None:
    """Two rooms never translate one sentence differently."""
    seen: dict[Said, str] = {}
    twice = []
    for file, found in _catalogues().items():
        twice += [(message, seen[message], file) for message in found if message in seen]
        seen.update(dict.fromkeys(found, file))
    assert twice == []


def test_a_translation_keeps_the_places_of_its_sentence() -> None:
    """No number or name is lost on the way into Vietnamese."""
    lost = []
    for message in words.catalogue("vi"):
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        texts = _texts(message)
        if message.id and set(PLACE.findall(texts[-1])) != set(PLACE.findall(originals[-1])):
            lost.append(message.id)
    assert lost == []


def test_the_search_for_sentences_finds_them(tmp_path: Path) -> None:
    """The promises above can fail: a sentence in code and one in a template are both found."""
    (tmp_path / "room.py").write_text('_("In code")\nngettext("%(n)s day", "%(n)s days", 2)\n')
    (tmp_path / "page.html").write_text('{{ _("On a page") }}{{ ui.x(label=_("In a call")) }}')
    found = {message for path in tmp_path.iterdir() for message in _extracted(path)}
    assert found == {"In code", ("%(n)s day", "%(n)s days"), "On a page", "In a call"}


@pytest.mark.parametrize("sign", ["!", "Submit", "Vui lòng", "bạn"])
def test_the_register_is_that_of_an_office(sign: str) -> None:
    """No exclamation marks, no address to the reader, no shop talk in Vietnamese texts."""
    texts = [text for message in words.catalogue("vi") for text in _texts(message)]
    assert [text for text in texts if re.search(rf"(?<!\w){re.escape(sign)}(?!\w)", text)] == []
