"""Each verb of a task's life as a call of the action behind it, with arguments that somebody might send."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tests.evidence.samples import pdf
from tests.given import Actor
from tests.tasks.life import World
from tracker.database import value
from tracker.evidence.actions import Checked
from tracker.evidence.store import Incoming
from tracker.refusal import NotThere, Refused
from tracker.tasks import actions
from tracker.tasks.actions import Report, Submission, contributing, deadlines, evidence, refusing, stopping
from tracker.tasks.actions.editing import Changes, edit
from tracker.tasks.actions.judging import rule
from tracker.tasks.actions.parts import Milestone, split
from tracker.tasks.actions.recurring import repeat
from tracker.tasks.actions.undoing import undo
from tracker.tasks.actions.voices import star, unstar
from tracker.tasks.deadlines import Recurrence
from tracker.tasks.reorganising import actions as reorganising
from tracker.tasks.reorganising.grounds import ground
from tracker.tasks.reorganising.plans import Change, Decision, Newcomer
from tracker.tasks.reorganising.queries import reorganisation
from tracker.tasks.reorganising.rules import seal
from tracker.tasks.rules.programme import ProgrammeRules

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Turn:
    """Who does it, to which task, at which version of it, when; ``n`` and ``m`` decide what is left open."""

    world: World
    actor: Actor
    task: dict[str, Any]
    version: int | None
    at: datetime
    n: int
    m: int

    @property
    def those(self) -> tuple[Actor, str, int | None]:
        """What every action begins with."""
        return self.actor, self.task["code"], self.version

    @property
    def agency(self) -> str:
        """The code of an agency."""
        return self.world.codes()[self.n % len(self.world.agencies)]

    @property
    def later(self) -> date:
        """A day after the deadline, or after today."""
        return max(self.task["due_on"] or self.world.today, self.world.today) + (1 + 9 * self.n) * DAY

    @property
    def report(self) -> Report:
        """A report of progress."""
        kind = ("", "resources", "central_law")[self.n % 3]
        return Report("Đã làm", 10 * (self.n % 11), kind, "Thiếu người" if kind else "", forecast="Kịp")

    @property
    def paper(self) -> stopping.Paper:
        """A document of today."""
        return stopping.Paper("Theo chỉ đạo", "7/TB-UBND" if self.n % 2 else "", self.world.today)


Do = Callable[[Turn], Awaitable[Any]]


async def submit(turn: Turn) -> object:
    """With a result document, or on the strength of a file alone."""
    number, day = ("12/BC", turn.world.today) if turn.n % 4 else ("", None)
    return await actions.submit(*turn.those, Submission(turn.report, number, day), turn.at)


async def hand_over(turn: Turn) -> object:
    """To somebody of the lead agency, seldom of another."""
    theirs = [one.id for one in turn.world.actors if one.agency_id == turn.task["lead_agency"]]
    some = theirs if theirs and turn.m else turn.world.people
    return await refusing.delegate(*turn.those, some[turn.n % len(some)], "", turn.at)


async def ask_contribution(turn: Turn) -> object:
    """Of an agency that coordinates, seldom of another."""
    theirs = [code for code, one in turn.world.agencies.items() if one in turn.task["coordinators"]]
    agency = theirs[turn.n % len(theirs)] if theirs and turn.m else turn.agency
    asked = contributing.Question(agency, "Góp ý", turn.world.today + turn.m * DAY)
    return await contributing.ask_contribution(*turn.those, asked, turn.at)


async def contribute(turn: Turn) -> object:
    """Begun, done, or nothing to say."""
    given = ("contributing", "contributed", "nothing")[turn.n % 3]
    return await contributing.contribute(*turn.those, given, "Nội dung", turn.at)


async def confirm(turn: Turn) -> object:
    """At the last level: with the superior's document where there are two."""
    document = ("9/VPCP", turn.world.today) if turn.world.now.ruled["confirmation_levels"] > 1 else None
    return await actions.confirm(*turn.those, turn.at, "", document)


async def reassign(turn: Turn) -> object:
    """To some agency, the old lead going on as a coordinator or not."""
    to = refusing.Reassignment(turn.agency, "Đúng chức năng", stays=bool(turn.m % 2))
    return await refusing.reassign(*turn.those, to, turn.at)


async def grant_extension(turn: Turn) -> object:
    """By a document."""
    document = deadlines.Document("3/QĐ", turn.world.today)
    return await actions.grant_extension(*turn.those, turn.later, "Đồng ý", turn.at, document)


async def change(turn: Turn) -> object:
    """One of the facts that the office corrects, or who coordinates."""
    agencies, world = list(turn.world.agencies.values()), turn.world
    due = None if turn.m == 0 else world.today + (4 * turn.m - 8) * DAY
    lead = turn.task["lead_agency"]
    new: dict[str, Any] = (
        {"title": f"Nhiệm vụ {turn.m}"},
        {"due_on": due, "due_precision": "day" if due else "none"},
        {"starred": bool(turn.m % 2), "priority": "urgent"},
        {"responsible": world.people[turn.m % 10]},
        {},
    )[turn.n % 5]
    after = [one for n, one in enumerate(agencies) if one != lead and turn.m >> n % 4 & 1]
    return await edit(*turn.those, Changes(new, None if new else after), turn.at)


async def divide(turn: Turn) -> object:
    """A milestone by the deadline, or beyond it."""
    due = (turn.task["due_on"] or turn.world.today) - (turn.n - 2) * DAY
    return await split(*turn.those, Milestone("Bước", due, f"Bước {turn.n}"), turn.at)


async def come_back(turn: Turn) -> object:
    """A task comes back every quarter, half-year, year, seldom month."""
    every = ("quarterly", "half_yearly", "yearly", "quarterly", "monthly", "half_yearly")[turn.n % 6]
    until = turn.world.today + 200 * DAY if turn.m % 3 == 0 else None
    return await repeat(*turn.those, Recurrence(every, None, 1 + turn.m * 2, None, until), turn.at)


async def transfer(turn: Turn) -> object:
    """An agency is renamed, merged, split or abolished by a decision, and its tasks follow."""
    world, today = turn.world, turn.world.today
    old = world.codes()[1 + turn.n % (len(world.agencies) - 1)]
    other = world.codes()[1 + (turn.n + 1) % (len(world.agencies) - 1)]
    new = Newcomer(f"N{len(world.agencies)}-{world.number}", "Sở mới", "Sở mới", "department")
    some = (
        Change("rename", (old,), (new.code,)), Change("merge", (old,), (other,)),
        Change("split", (old,), (new.code, other)), Change("abolish", (old,)),
    )[turn.m % 4]  # fmt: skip
    decision = Decision("5/NQ", today, "Hội đồng nhân dân tỉnh", "Sắp xếp", today)
    number = await reorganising.next_number()
    await reorganising.start(turn.actor, number, decision, turn.at)
    newcomers = (new,) if new.code in some.to else ()
    await reorganising.put_part(turn.actor, number, 1, 0, some, newcomers, turn.at)
    one = await reorganisation(number)
    found = (await ground(one)).outcome(one.plan)
    return await reorganising.confirm(turn.actor, number, one.version, seal(one.plan, found), turn.at)


async def judge(turn: Turn) -> object:
    """The programme's rules are set anew; the other deadline becomes official."""
    ruled = turn.world.now.ruled
    wanted = ProgrammeRules(
        confirmation_levels=1 + turn.m % 2,
        official_deadline="original" if ruled["official_deadline"] == "current" else "current",
        refusal_days=turn.n,
        explanation_days=3,
        silent_days=30,
    )
    return await rule(turn.actor, turn.world.programme, ruled["version"], wanted, turn.at)


async def attach(turn: Turn) -> object:
    """A file, sometimes one that is there already."""
    made = Incoming()
    made.write(pdf(text=f"{turn.n % 4}"))
    made.settle()
    file = Checked("Biên bản.pdf", "pdf", "unscanned", made)
    try:
        return await evidence.attach(turn.actor, turn.task["code"], [file], "", turn.at)
    finally:
        made.discard()


async def detach(turn: Turn) -> object:
    """The newest file of one's own agency, or else of another."""
    newest = await value(
        "SELECT id FROM evidence WHERE task = $1 ORDER BY agency = $2 DESC, id DESC LIMIT 1",
        turn.task["id"], turn.actor.agency_id,
    )  # fmt: skip
    if newest is None:
        raise NotThere
    return await evidence.detach(turn.actor, turn.task["code"], newest, turn.at)


async def ask_explanation(turn: Turn) -> object:
    """By the programme's day."""
    return await actions.ask_explanation(*turn.those, "Vì sao chậm?", turn.at)


VERBS: dict[str, Do] = {
    "accept": lambda turn: actions.accept(*turn.those, turn.at),
    "refuse": lambda turn: refusing.refuse(*turn.those, "Không thuộc chức năng", turn.at),
    "hand_over": hand_over,
    "progress": lambda turn: actions.progress(*turn.those, turn.report, turn.at),
    "submit": submit,
    "request_extension": lambda turn: actions.request_extension(*turn.those, "Chờ", turn.later, turn.at),
    "explain": lambda turn: actions.explain(*turn.those, "Do vướng", turn.at),
    "ask_contribution": ask_contribution,
    "contribute": contribute,
    "endorse": lambda turn: actions.endorse(*turn.those, turn.at),
    "confirm": confirm,
    "return": lambda turn: actions.return_(*turn.those, "Thiếu", turn.at, turn.n * 9 if turn.m % 2 else None),
    "reassign": reassign,
    "grant_extension": grant_extension,
    "refuse_extension": lambda turn: actions.refuse_extension(*turn.those, "Không đủ lý do", turn.at),
    "extend": lambda turn: deadlines.extend(
        *turn.those, turn.later, "Theo văn bản", deadlines.Document("4/TTg", turn.world.today), turn.at
    ),
    "suspend": lambda turn: stopping.suspend(*turn.those, turn.paper, turn.at),
    "resume": lambda turn: stopping.resume(*turn.those, turn.paper, turn.at),
    "withdraw": lambda turn: stopping.withdraw(*turn.those, turn.paper, turn.at),
    "restore": lambda turn: stopping.restore(*turn.those, turn.paper, turn.at),
    "edit": change,
    "split": divide,
    "repeat": come_back,
    "transfer": transfer,
    "judge": judge,
    "ask_explanation": ask_explanation,
    "star": lambda turn: star(*turn.those, turn.at),
    "unstar": lambda turn: unstar(*turn.those, turn.at),
    "attach": attach,
    "detach": detach,
    "comment": lambda turn: actions.comment(*turn.those, "Lưu ý", turn.at),
    "undo": lambda turn: undo(*turn.those, turn.at),
}  # fmt: skip
# What nobody does: a task that comes back follows its occurrences' moves and the worker's turn.
BY_ITSELF = frozenset({"follow"})
# What these moves do beside the line of their own: parts are made, laid out anew.
BESIDE = {"split": {"assign"}, "repeat": {"assign", "withdraw", "restore", "edit"}}
# What is done to many tasks or none.
TO_MANY = frozenset({"judge", "transfer"})
NO_VERSION = frozenset({"attach", "detach", *TO_MANY})
__all__ = ["BESIDE", "BY_ITSELF", "NO_VERSION", "TO_MANY", "VERBS", "NotThere", "Refused", "Turn"]
