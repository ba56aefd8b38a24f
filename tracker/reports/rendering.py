"""A report's content as the HTML that is printed: each kind by its own page."""

from collections.abc import Callable, Mapping

from tracker.reports import brief, letter, sentences
from tracker.reports.content import Content, hash_of, written
from tracker.words import speaking

# Each page is given the content and the hash that stands at its foot.
PAGES: Mapping[str, Callable[[Content, str], str]] = {
    "official": sentences.page,
    "scoped": sentences.page,
    "brief": brief.page,
    "letter": letter.page,
}


def html(content: Content, digest: str = "") -> str:
    """A report as HTML, in Vietnamese whoever asks; ``digest`` is its content's hash where that is known."""
    with speaking("vi"):  # an official document has one language
        return PAGES[content.kind](content, digest or hash_of(written(content)))
