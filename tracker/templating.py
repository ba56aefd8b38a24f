"""The one Jinja environment: pages, letters, PDFs."""

from collections.abc import Callable, MutableMapping
from typing import Any, cast

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    select_autoescape,
)
from jinja2_fragments import render_block as _render_block

from tracker import words
from tracker.settings import ROOT

GOVUK = "govuk_frontend_jinja"
GOVUK_MACROS = {
    "govukBreadcrumbs": "breadcrumbs",
    "govukButton": "button",
    "govukCharacterCount": "character-count",
    "govukCheckboxes": "checkboxes",
    "govukDateInput": "date-input",
    "govukDetails": "details",
    "govukErrorMessage": "error-message",
    "govukErrorSummary": "error-summary",
    "govukInput": "input",
    "govukInsetText": "inset-text",
    "govukPasswordInput": "password-input",
    "govukRadios": "radios",
    "govukSelect": "select",
    "govukSummaryList": "summary-list",
    "govukTextarea": "textarea",
    "govukWarningText": "warning-text",
}


class _Foreign(BaseLoader):
    """The library's templates, compiled in their own environment.

    They ask for parameters that were not given, which the strict environment of our own
    templates refuses.
    """

    def __init__(self) -> None:
        package = PackageLoader(GOVUK)
        self._environment = Environment(
            loader=PrefixLoader({GOVUK: package}),
            autoescape=select_autoescape(["html"]),
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )

    def load(
        self, environment: Environment, name: str, given: MutableMapping[str, Any] | None = None
    ) -> Template:
        return self._environment.get_template(f"{GOVUK}/{name}")


class Macros:
    """A file of macros as a global, so that a block rendered alone finds them too."""

    def __init__(self, environment: Environment, file: str) -> None:
        self._environment = environment
        self._file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._environment.get_template(self._file).module, name)


def _library_macro(environment: Environment, name: str, folder: str) -> Callable[..., Any]:
    macros = Macros(environment, f"{GOVUK}/components/{folder}/macro.html")

    def call(*args: Any, **kwargs: Any) -> Any:
        return getattr(macros, name)(*args, **kwargs)

    return call


def _environment() -> Environment:
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(ROOT / "templates"), PrefixLoader({GOVUK: _Foreign()})]),
        undefined=StrictUndefined,
        autoescape=select_autoescape(enabled_extensions=["html"], default=False),
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    # The extension adds this method at run time.
    cast(Any, made).install_gettext_callables(words.gettext, words.ngettext, newstyle=True)
    filters = (
        words.dmy,
        words.moment,
        words.hour,
        words.percent,
        words.number,
        words.decimal,
        words.decree_day,
        words.ago,
    )
    made.filters.update({found.__name__: found for found in filters})
    made.globals.update(ui=Macros(made, "ui.html"), charts=Macros(made, "charts.html"))
    made.globals.update({n: _library_macro(made, n, folder) for n, folder in GOVUK_MACROS.items()})
    return made


_ENVIRONMENT = _environment()


def environment() -> Environment:
    """The environment itself, for tests and tools."""
    return _ENVIRONMENT


def provide(**things: object) -> None:
    """Give every template something by name: how a room above lends what it knows (``asset``)."""
    _ENVIRONMENT.globals.update(things)


def render(template: str, /, **context: object) -> str:
    """A whole template as text."""
    return _ENVIRONMENT.get_template(template).render(context)


def render_block(template: str, block: str, /, **context: object) -> str:
    """One block of a template as text: what htmx fetches alone."""
    return _render_block(_ENVIRONMENT, template, block, context)
