"""Promises about templates: nothing inline, nothing unescaped, nothing undefined, in either language."""

import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from tracker import templating, words
from tracker.settings import ROOT
from tracker.web import pages as pages  # lends the templates what they need

PAGES = [path for path in (ROOT / "templates").rglob("*.html") if path.parts[-2] != "reports"]
MAY_MARK_SAFE: set[str] = set()  # relative paths, each with its reason beside it
INLINE = re.compile(
    r"""\sstyle\s*=|\son\w+\s*=|<style|<script(?![^>]*\ssrc=)|javascript:|\shx-on|\bjs:""", re.IGNORECASE
)
UNESCAPED = re.compile(r"\|\s*safe\b|\bMarkup\(|autoescape\s+false")


def _on_the_web() -> list[Path]:
    return [path for path in PAGES if "mail" not in path.relative_to(ROOT).parts]


@pytest.mark.parametrize("path", _on_the_web(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_has_nothing_inline(path: Path) -> None:
    """The policy would stop it, and a page that needs it is broken."""
    assert INLINE.findall(path.read_text()) == []


@pytest.mark.parametrize(
    "text", ['<p style="x">', "<b onclick=x>", "<script>x</script>", "<a href='javascript:x'>", "<i hx-on:x>"]
)
def test_the_search_for_inline_code_finds_it(text: str) -> None:
    """The promise above can fail."""
    assert INLINE.findall(text)


def test_nothing_is_marked_as_safe() -> None:
    """Every value is escaped where it is written, in templates and in code."""
    files = [*(ROOT / "templates").rglob("*"), *(ROOT / "tracker").rglob("*.py")]
    found = {
        str(path.relative_to(ROOT))
        for path in files
        if path.is_file() and UNESCAPED.search(path.read_text(encoding="utf-8"))
    }
    assert found - MAY_MARK_SAFE == set()


@pytest.mark.parametrize("text", ["{{ x|safe }}", "{{ x | safe }}", "Markup(x)"])
def test_the_search_for_unescaped_values_finds_them(text: str) -> None:
    """The promise above can fail."""
    assert UNESCAPED.search(text)


def test_what_is_not_there_is_an_error_and_not_an_empty_place() -> None:
    """A misspelt name in a template is noticed the first time it is drawn."""
    with pytest.raises(UndefinedError):
        templating.environment().from_string("{{ agnecy }}").render()


def test_words_inside_macros_are_the_readers() -> None:
    """Macros are read once and speak to everybody."""
    draw = templating.environment().from_string("{{ ui.status('overdue') }}")
    with words.speaking("vi"):
        assert "Đang thực hiện, quá hạn" in draw.render()
    with words.speaking("en"):
        assert "In progress, overdue" in draw.render()


def test_values_in_sentences_are_escaped() -> None:
    """A name with an angle bracket stays a name."""
    draw = templating.environment().get_template("ui.html")
    shown = templating.environment().from_string("{{ ui.tag('<i>') }}{{ ui.diff('<a>', '<b>') }}").render()
    assert draw is not None
    assert "<i>" not in shown
    assert "&lt;a&gt;" in shown


def test_letters_in_plain_text_are_not_escaped() -> None:
    """Only HTML is HTML."""
    autoescape = templating.environment().autoescape
    assert callable(autoescape)
    assert autoescape("mail/overdue/body.txt") is False
    assert autoescape("tasks/list.html") is True


def test_the_form_macros_of_the_library_work_inside_our_strictness() -> None:
    """They ask for what was not given; our own templates may not."""
    shown = templating.environment().from_string(
        '{{ govukInput({"id": "x", "name": "x", "label": {"text": t}}) }}'
    )
    assert "&lt;b&gt;" in shown.render(t="<b>")


def test_a_pager_names_its_pages() -> None:
    """First, last and the neighbours; the query is kept."""
    draw = templating.environment().from_string(
        "{{ ui.pager(3, 25, 1760, '/tasks', {'q': 'sở', 'page': 3}) }}"
    )
    with words.speaking("vi"):
        shown = draw.render()
    assert "51–75 trong 1.760" in shown
    assert 'aria-label="Trang 71"' in shown
    assert shown.count("page=3") == 1
    assert "q=s%E1%BB%9F" in shown
    one_page = templating.environment().from_string("{{ ui.pager(1, 25, 25, '/tasks', {}) }}").render()
    assert one_page.strip() == ""
