"""The calendar of days off and worked: a year at a glance, and each change shown before it is made."""

from datetime import date
from typing import Any

from litestar import Request, get, post
from litestar.response import Response

from tracker.database import transaction
from tracker.people.viewer import viewer_of
from tracker.programmes import forms
from tracker.programmes.actions import set_day
from tracker.programmes.calendar import Day, calendar_day, days_of, working_days
from tracker.programmes.forms import DayForm
from tracker.programmes.working_days import OFF, USUAL, WORKS, Effect, WorkingDays, effect
from tracker.refusal import NotThere
from tracker.web.asof import today_of
from tracker.web.form_keys import digest, new_key, once
from tracker.web.pages import page, see_other
from tracker.words import _, dmy, mark

Asked = Request[Any, Any, Any]

PATH = "/calendar"
NEAR = 2  # years before and after this one that are one step away
WEEKDAYS = (
    mark("Monday"), mark("Tuesday"), mark("Wednesday"), mark("Thursday"), mark("Friday"), mark("Saturday"),
    mark("Sunday"),
)  # fmt: skip
DONE = {
    "add": mark("%(day)s was added to the calendar."),
    "change": mark("%(day)s was changed in the calendar."),
    "remove": mark("%(day)s was taken out of the calendar."),
}


@get(PATH, opt={"access": "office_or_admin"})
async def calendar(request: Asked) -> Response[str]:
    this, year = today_of(request).year, _year(request)
    known, days = await working_days(), await days_of(year)
    return page(
        request, "programmes/calendar.html", year=year,
        years=sorted({*range(this - NEAR, this + NEAR + 1), year}),
        days=[(one, _effect(one, known)) for one in days], counts=_counts(days, known, year), weekday=weekday,
    )  # fmt: skip


@get(f"{PATH}/change", opt={"access": "office_or_admin"})
async def change(request: Asked) -> Response[str]:
    form = forms.read(dict(request.query_params))
    present = await calendar_day(form.day) if form.day else None
    if form.asked:
        forms.check(form, present)
    elif present:
        form.begin(present)
    changes = None
    if form.asked and form.day and not form.problems:
        known = await working_days()
        changes = effect(known, known.with_day(form.day, form.works), form.day)
    return _change_page(request, form, present, changes)


@post(PATH, opt={"access": "office_or_admin"}, status_code=303)
async def save(request: Asked) -> Response[str]:
    sent = await request.form()
    form, version = forms.read(dict(sent)), str(sent.get("version", ""))
    present = await calendar_day(form.day) if form.day else None
    if present is None or version == str(present.version):  # else somebody was first, perhaps this very form
        forms.check(form, present)
    if form.day is None or form.problems:
        return _change_page(request, form, present)
    viewer, now = viewer_of(request), request.scope["state"]["now"]
    said = digest((name, value) for name, value in sent.multi_items() if isinstance(value, str))
    back = f"{PATH}?year={form.day.year}"
    async with transaction():
        if await once(str(sent.get("form_key", "")), viewer.id, PATH, said, back, now):
            return see_other(request, back)
        seen = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else -1
        verb = await set_day(viewer, form.day, form.works, form.name, seen, now)
    return see_other(request, back, _(DONE[verb], day=dmy(form.day)))


def _change_page(
    request: Asked, form: DayForm, present: Day | None, changes: Effect | None = None
) -> Response[str]:
    """The form of a day; with ``changes`` what it does, to be confirmed."""
    return page(
        request, "programmes/calendar_change.html", status=422 if form.problems else 200, form=form,
        present=present, changes=changes, problems=form.problems, key=new_key(), weekday=weekday,
    )  # fmt: skip


def _year(request: Asked) -> int:
    typed = str(request.query_params.get("year", "")) or str(today_of(request).year)
    if not (typed.isascii() and typed.isdigit() and int(typed) in forms.YEARS):
        raise NotThere
    return int(typed)


def _effect(one: Day, known: WorkingDays) -> Effect:
    """What a day of the calendar does, beside the same calendar without it."""
    return effect(known.with_day(one.on_day, USUAL), known, one.on_day)


def _counts(days: list[Day], known: WorkingDays, year: int) -> dict[str, int]:
    """How many weekdays are off, weekend days are worked, and days are worked in all."""
    return {
        "off": sum(one.works == OFF and one.on_day.weekday() < 5 for one in days),
        "works": sum(one.works == WORKS for one in days),
        "working": known.between(date(year - 1, 12, 31), date(year, 12, 31)),
    }


def weekday(day: date) -> str:
    """The day of the week by name."""
    return _(WEEKDAYS[day.weekday()])


handlers = [calendar, change, save]
