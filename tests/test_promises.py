"""Guards for the whole house: they fail when somebody adds a thing and forgets a promise."""

import re
from pathlib import Path

import pytest

from tests.test_access_table import table
from tracker.settings import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SOURCES = sorted((ROOT / "tracker").rglob("*.py"))
LETTERS = sorted(folder for folder in (ROOT / "templates" / "mail").iterdir() if folder.is_dir())
PARTS = {"subject.txt", "body.txt", "body.html"}


def text(path: Path) -> str:
    """A file's text."""
    return path.read_text(encoding="utf-8")


def fetched_blocks() -> set[tuple[str, str]]:
    """Every (template, block) that a route answers alone."""
    found = set()
    for source in SOURCES:
        for call in re.findall(r"\bpage\((.*?)block=\"(\w+)\"", text(source), re.DOTALL):
            templates = re.findall(r'"([\w/]+\.html)"', call[0])
            found.add((templates[-1], call[1]))
    return found


def test_a_block_fetched_alone_is_an_element_of_the_same_name() -> None:
    """Block name = element id: htmx finds the place where the answer belongs."""
    assert fetched_blocks()
    for template, block in fetched_blocks():
        page = text(ROOT / "templates" / template)
        assert re.search(rf"{{% block {block}(?: scoped)? %}}", page), (template, block)
        body = re.split(rf"{{% block {block}(?: scoped)? %}}", page)[1]
        first = re.search(r"<\w+[^>]*>", body)
        assert first, (template, block)
        assert f'id="{block}"' in first[0], (template, block)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_every_target_of_htmx_is_a_block_that_a_route_answers(path: Path) -> None:
    """A fixed hx-target names a block that is fetched alone somewhere."""
    blocks = {block for _, block in fetched_blocks()}
    for target in re.findall(r'hx-target="#(\w+)"', text(path)):
        assert target in blocks


@pytest.mark.parametrize("folder", LETTERS, ids=lambda folder: folder.name)
def test_every_letter_has_its_three_parts(folder: Path) -> None:
    """Subject, text and HTML; nothing else lies in a letter's folder."""
    assert {path.name for path in folder.iterdir()} == PARTS


def test_letters_are_found() -> None:
    """Negative control: the search above looks at the letters there are."""
    assert {folder.name for folder in LETTERS} >= {"overdue", "office"}


def test_every_route_is_asked_for_by_some_test() -> None:
    """Each address of the reviewed table stands in a test of its own beside the table."""
    tests = "".join(text(path) for path in (ROOT / "tests").rglob("*.py") if path.name != Path(__file__).name)
    for line in table():
        fixed = re.split(r"\{[^}]*\}", line["path"])
        last = (fixed[-1].strip("/") or fixed[0]).rpartition("/")[2] or "/"
        assert last in tests, line["path"]


def test_files_stay_small() -> None:
    """A file of the product stays under about 200 lines, a page's template under 200."""
    long = [(path.name, n) for path in SOURCES if (n := text(path).count("\n")) > 220]
    assert not long
    assert not [path.name for path in TEMPLATES if text(path).count("\n") > 200]


def test_time_is_asked_for_in_few_places() -> None:
    """Only the doors, the timetable and the visit of a request ask what time it is."""
    asking = re.compile(
        r"\bclock\.now\(\)|from tracker\.clock import .*\bnow\b|datetime\.now\(|date\.today\("
    )
    askers = {
        path.relative_to(ROOT / "tracker").as_posix()
        for path in SOURCES
        if asking.search(text(path)) and path.name != "clock.py"
    }
    assert {asker for asker in askers if not asker.startswith("doors/")} == {
        "schedule.py",
        "ticks.py",
        "web/visit.py",
    }
