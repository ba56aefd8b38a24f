"""Events from events.csv, each replayed by the person it names through the action of its kind."""

import re
from collections import defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path

from tracker.database import value
from tracker.exchange.seeds.reading import Line, lines
from tracker.exchange.seeds.tasks import Context
from tracker.people.viewer import Viewer
from tracker.refusal import NotThere, Refused
from tracker.tasks import actions

EVENTS = ("code", "at", "actor_username", "kind", "text", "percent", "new_due_on")
VERBS = {
    "progress": "progress",
    "submit": "submit",
    "resubmit": "submit",
    "return": "return",
    "confirm": "confirm",
    "extension_requested": "request_extension",
    "extension_granted": "grant_extension",
    "extension_refused": "refuse_extension",
    "comment": "comment",
    "explanation_requested": "ask_explanation",
    "explanation_given": "explain",
    "handover": "hand_over",
}
_NAMES = re.compile(r"từ (?P<giver>.+?) sang (?P<taker>.+?)\.?$")


class Story:
    """All events in order of time, with what one event must know of the others of its task."""

    def __init__(self, folder: Path, tasks: list[Line]) -> None:
        self.tasks = {line.cells["code"]: line for line in tasks}
        self.lines = lines(folder, "events.csv", EVENTS)
        self._of_task: dict[str, list[Line]] = defaultdict(list)
        before = None
        for line in self.lines:
            now = line.moment("at")
            if before is not None and now < before:
                raise line.wrong("at", "is before the row above; events stand in order of time")
            before = now
            if line.text("code", needed=True) not in self.tasks:
                raise line.wrong("code", f"there is no task {line.cells['code']!r} in tasks.csv")
            line.one_of("kind", tuple(VERBS))
            self._of_task[line.cells["code"]].append(line)

    def first_responsible(self, code: str) -> str:
        """Who was responsible before the first hand-over; empty when nobody is named."""
        for line in self._of_task[code]:
            if line.cells["kind"] == "handover" and (names := _NAMES.search(line.cells["text"])):
                return names["giver"]
        return ""

    def is_last(self, line: Line, kinds: tuple[str, ...]) -> bool:
        """Whether no later event of the same task is of one of these kinds."""
        of_kind = [other for other in self._of_task[line.cells["code"]] if other.cells["kind"] in kinds]
        return bool(of_kind) and of_kind[-1] is line


async def replay(story: Story, line: Line, context: Context) -> bool:
    """Do one event; False when it was done by an earlier load."""
    code, at = line.cells["code"], line.moment("at")
    actor = context.actors.get(line.text("actor_username", needed=True))
    if actor is None:
        raise line.wrong("actor_username", f"there is no person {line.cells['actor_username']!r}")
    verb = VERBS[line.cells["kind"]]
    if await value(
        """SELECT 1 FROM history JOIN task ON task.id = history.object_id
           WHERE history.kind = 'task' AND task.code = $1 AND verb = $2 AND at = $3 AND actor = $4""",
        code,
        verb,
        at,
        actor.id,
    ):
        return False
    try:
        await _DO[line.cells["kind"]](story, line, context, actor)
    except Refused as refused:
        raise line.wrong("kind", refused.sentence) from None
    except NotThere:
        raise line.wrong("actor_username", f"{actor.username} has nothing to do with {code}") from None
    return True


Do = Callable[[Story, Line, Context, Viewer], Awaitable[actions.Moved]]


def _report(story: Story, line: Line) -> actions.Report:
    # tasks.csv tells difficulties as they stand today: they belong to the last report.
    task = story.tasks[line.cells["code"]]
    last = story.is_last(line, ("progress", "submit", "resubmit"))
    return actions.Report(
        text=line.text("text", needed=True, most=4000),
        percent=line.whole("percent", 0, 100, 0),
        difficulties=task.cells["difficulties"] if last else "",
        cause_kind=task.cells["cause_kind"] if last else "",
        cause_text=task.cells["cause_text"] if last else "",
        proposal=task.cells["proposal"] if last else "",
    )


async def _progress(story: Story, line: Line, context: Context, actor: Viewer) -> actions.Moved:
    return await actions.progress(actor, line.cells["code"], None, _report(story, line), line.moment("at"))


async def _submit(story: Story, line: Line, context: Context, actor: Viewer) -> actions.Moved:
    # The document in tasks.csv is that of the submission which stands; of one sent back none is known.
    task = story.tasks[line.cells["code"]]
    stands = story.is_last(line, ("submit", "resubmit", "return")) and bool(task.cells["submitted_on"])
    submission = actions.Submission(
        _report(story, line),
        task.text("result_number", most=60) if stands else "",
        task.day("result_date") if stands else None,
    )
    return await actions.submit(
        actor, line.cells["code"], None, submission, line.moment("at"), of_record=not stands
    )


async def _return(story: Story, line: Line, context: Context, actor: Viewer) -> actions.Moved:
    percent = line.whole("percent", 0, 100) if line.cells["percent"] else None
    return await actions.return_(
        actor, line.cells["code"], None, line.text("text"), line.moment("at"), percent
    )


async def _confirm(story: Story, line: Line, context: Context, actor: Viewer) -> actions.Moved:
    return await actions.confirm(actor, line.cells["code"], None, line.moment("at"), line.text("text"))


async def _request(story: Story, line: Line, context: Context, actor: Viewer) -> actions.Moved:
    return await actions.request_extension(
        actor,
        line.cells["code"],
        None,
        line.text("text", needed=True),
        line.must_day("new_due_on"),
        line.moment("at"),
    )


async def _grant(story: Story, line: Line, context: Context, actor: Viewer) -> actions.Moved:
    return await actions.grant_extension(
        actor, line.cells["code"], None, line.must_day("new_due_on"), line.text("text"), line.moment("at")
    )


async def _refuse(story: Story, line: Line, context: Context, actor: Viewer) -> actions.Moved:
    return await actions.refuse_extension(
        actor, line.cells["code"], None, line.text("text"), line.moment("at")
    )


async def _comment(story: Story, line: Line, context: Context, actor: Viewer) -> actions.Moved:
    return await actions.comment(
        actor, line.cells["code"], None, line.text("text", needed=True), line.moment("at")
    )


async def _ask(story: Story, line: Line, context: Context, actor: Viewer) -> actions.Moved:
    return await actions.ask_explanation(
        actor, line.cells["code"], None, line.text("text", needed=True), line.moment("at")
    )


async def _explain(story: Story, line: Line, context: Context, actor: Viewer) -> actions.Moved:
    return await actions.explain(
        actor, line.cells["code"], None, line.text("text", needed=True), line.moment("at")
    )


async def _hand_over(story: Story, line: Line, context: Context, actor: Viewer) -> actions.Moved:
    names = _NAMES.search(line.cells["text"])
    if names is None:
        raise line.wrong("text", "does not say from whom to whom (từ … sang …)")
    taker = context.person_of(actor.agency_id, names["taker"])
    if taker is None:
        raise line.wrong("text", f"{names['taker']} is not a person of {actor.agency_name}")
    return await actions.hand_over(
        actor, line.cells["code"], None, taker, line.text("text"), line.moment("at")
    )


_DO: dict[str, Do] = {
    "progress": _progress,
    "submit": _submit,
    "resubmit": _submit,
    "return": _return,
    "confirm": _confirm,
    "extension_requested": _request,
    "extension_granted": _grant,
    "extension_refused": _refuse,
    "comment": _comment,
    "explanation_requested": _ask,
    "explanation_given": _explain,
    "handover": _hand_over,
}
