"""What must hold of a little world after whatever was done or refused in it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.given import Actor
from tests.tasks.life import TOLD, Snapshot, World, parties
from tests.tasks.life_moves import BESIDE, TO_MANY
from tracker.clock import day_of
from tracker.database import rows, value
from tracker.history.replay import check_replay
from tracker.tasks.queries.figures import figures
from tracker.tasks.queries.then import value_told
from tracker.tasks.rules import BUCKETS, MOVES, OF_OCCURRENCES, OF_WHOLES, STATES, Figures, bucket, party
from tracker.tasks.rules.occurrences import present

DAY = timedelta(days=1)
# What the worker makes ahead is nobody's move.
OF_NOBODY = frozenset({"follow", "assign", "withdraw", "restore", "edit"})
_THEN = """SELECT d AS day, s.task, s.lead_agency, bucket_on(s.state, s.due_on, s.submitted_on, d) AS bucket
    FROM unnest($2::date[]) AS d
    JOIN standing AS s ON s.programme = $1 AND s.from_on <= d AND s.until_on > d"""
_TALLY = "SELECT * FROM tally WHERE programme = $1 AND change <> 0"
_COUNTED = "SELECT * FROM tally_recount WHERE programme = $1"


@dataclass(frozen=True)
class Day:
    """How a day ended: the figures, and where each task stood and with whom."""

    figures: Figures
    places: dict[int, tuple[str | None, int]]


@dataclass
class Watch:
    """What is remembered of an example, to be held against what the system says later."""

    world: World
    first_task: int = 0  # the tasks of this example have greater ids
    states: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))  # by version
    days: dict[date, Day] = field(default_factory=dict)

    async def begin(self) -> None:
        """From here on."""
        self.first_task = await value("SELECT coalesce(max(id), 0) FROM task")

    async def nothing_changed(self) -> None:
        """Refused is refused: no row, nothing beside it, no line."""
        lines, found = await self.world.lines(), await self.world.look()
        assert (lines, found) == ([], self.world.now), "refused, and yet something changed"

    async def changed(self, actor: Actor | None, verb: str, acted: int = 0) -> set[str]:
        """Every line tells a move that was allowed, and nothing changed but what lines tell.

        ``acted`` is the task whose own line there must be, once. The verbs told; the world is as it is now.
        """
        before, lines = self.world.now, [one for one in await self.world.lines() if one["kind"] == "task"]
        after = self.world.now = await self.world.look()
        verbs = {verb, "follow"} | BESIDE.get(verb, set()) if actor else OF_NOBODY
        assert {line["verb"] for line in lines} <= verbs, f"no such move: beside {verb}"
        if acted:
            own = [line["verb"] for line in lines if line["object_id"] == acted]
            assert own.count(verb) == 1, f"{verb} is told {own.count(verb)} times"
        elif verb not in TO_MANY | {"assign"}:
            assert not lines or actor is None, f"{verb} did nothing, and is told"
        folded = {task: dict(facts) for task, facts in before.tasks.items()}
        for line in lines:
            self.allowed(line, actor, before, folded)
            self.fold(line, folded)
        for task, facts in after.tasks.items():
            compare(folded[task], facts)
        assert folded.keys() == after.tasks.keys()
        return {line["verb"] for line in lines}

    def allowed(
        self,
        line: dict[str, Any],
        actor: Actor | None,
        before: Snapshot,
        folded: Mapping[int, dict[str, Any]],
    ) -> None:
        """The line's move starts from where the task stood, ends where the table says, and is its party's."""
        verb, task = line["verb"], line["object_id"]
        told = line["changes"].get("state", (None, None))
        if task not in folded:
            first = (verb, line["version"], told[0])
            assert first == ("assign", 1, None), f"a task begins with {first}"
            self.states[task] = [told[1]]
            return
        facts = folded[task]
        state, move = facts["state"], MOVES[verb]
        assert line["version"] == facts["version"] + 1, f"versions do not rise by one: {verb}"
        assert state in move.from_states, f"no such move: {verb} of what is {state}"
        ends = told[1] if "state" in line["changes"] else state
        assert ends in self.may_end(verb, facts), f"no such move: {verb} from {state} to {ends}"
        self.states[task].append(ends)
        if line["actor"] is None:
            assert verb == "follow" or facts["part"] == "occurrence", f"not theirs: {verb} by nobody"
        else:
            assert actor is not None
            assert line["actor"] == actor.id, f"not theirs: {verb} in another's name"
            may = task not in before.tasks or party(move.by, *parties(actor, before.tasks[task]))
            assert may, f"not theirs: {verb} by {actor.role}"
            assert not (facts["recurs"] and verb in OF_OCCURRENCES), f"no such move: {verb} of what recurs"
            assert not (facts["part"] and verb in OF_WHOLES), f"no such move: {verb} of a part"

    def may_end(self, verb: str, facts: Mapping[str, Any]) -> Iterable[str]:
        """The states in which a move may end, by the table and what it leaves open."""
        state, states = facts["state"], self.states[facts["id"]]
        if verb == "progress" and state == "returned":
            return ("returned",)
        if verb in {"resume", "restore"}:
            return (facts["resumes_to"],)
        if verb == "undo":
            return (states[-2],)  # what it was before the move that is taken back
        return STATES if verb == "follow" else (MOVES[verb].to or state,)

    def fold(self, line: dict[str, Any], folded: dict[int, dict[str, Any]]) -> None:
        """The facts after the line; what it says was before must have been so."""
        new = line["object_id"] not in folded
        facts = folded.setdefault(line["object_id"], {"recurs": False, "resumes_to": ""})
        for name, (was, now) in line["changes"].items():
            if name in TOLD:
                known = new or facts.get(name) == value_told(name, was)
                assert known, f"lines of history do not tell the row: {name} before {line['verb']}"
                facts[name] = value_told(name, now)
            elif name == "coordinators":
                facts[name] = sorted(now)
        facts |= {"id": line["object_id"], "version": line["version"], "changed_at": line["at"]}

    async def holds(self) -> None:
        """Buckets agree in SQL and in Python; the five sum to the total; what comes back follows."""
        world = self.world
        for facts in world.now.tasks.values():
            due, sent = facts["due_on"], facts["submitted_at"] and day_of(facts["submitted_at"])
            assert facts["submitted_on"] == sent
            days = [world.today, *((due - DAY, due, due + DAY) if due else ())]
            here = [bucket(facts["state"], due, sent, day) for day in days]
            assert facts["buckets"][: len(days)] == here, "SQL and Python disagree"
            if facts["recurs"] and facts["state"] != "withdrawn":
                self.follows(facts)
        told = await figures(world.programme, world.today)
        assert told == ended(world.now, world.today).figures, "figures are not the tasks'"
        wholes = [facts for facts in world.now.tasks.values() if not facts["part"]]
        assert sum(told.count(name) for name in BUCKETS) == sum(one["state"] != "withdrawn" for one in wholes)

    def follows(self, facts: Mapping[str, Any]) -> None:
        """A task that comes back stands where its present occurrence stands."""
        parts = [
            one
            for one in self.world.now.tasks.values()
            if one["parent"] == facts["id"] and one["part"] == "occurrence"
        ]
        now = present(parts, self.world.today)
        stands = now is None or (now["state"], now["due_on"]) == (facts["state"], facts["due_on"])
        assert stands, f"{facts['code']} does not stand where its present occurrence stands"

    def note_days(self, until: date) -> list[date]:
        """Remember how the days from today to before ``until`` end: those on which something turns."""
        world = self.world
        turns = {one["due_on"] + n * DAY for one in world.now.tasks.values() if one["due_on"] for n in (0, 1)}
        some = sorted(day for day in {world.today, until - DAY, *turns} if world.today <= day < until)
        self.days |= {day: ended(world.now, day) for day in some}
        return some

    async def same_days(self, some: Iterable[date]) -> None:
        """Past days are what they were: by the tally, and by the standings."""
        found: dict[date, dict[int, tuple[str | None, int]]] = defaultdict(dict)
        for one in await rows(_THEN, self.world.programme, list(some)):
            found[one["day"]][one["task"]] = (one["bucket"], one["lead_agency"])
        for day in some:
            told = await figures(self.world.programme, day), found[day]
            assert told == (self.days[day].figures, self.days[day].places), f"a past day moved: {day}"

    async def ends(self) -> None:
        """All that is too dear for every step."""
        await self.same_days(list(self.days))
        found, counted = f"({_TALLY}) EXCEPT ({_COUNTED})", f"({_COUNTED}) EXCEPT ({_TALLY})"
        differing = await rows(f"({found}) UNION ALL ({counted})", self.world.programme)
        assert not differing, "the tally is not what the standings count to"
        last = await value("SELECT max(id) FROM task")
        if last and last > self.first_task:
            checked = await check_replay(last - self.first_task)
            assert checked.found == 0, checked.first


def compare(folded: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    """A row is what the lines made of the one before it, fact by fact; of a new one, what its line told."""
    names = {"version", "changed_at", *(TOLD & folded.keys())}
    differing = {name: (folded[name], facts[name]) for name in names if folded[name] != facts[name]}
    assert not differing, f"lines of history do not tell the row: {differing}"
    if facts["part"] != "occurrence" and "coordinators" in folded:
        assert folded["coordinators"] == facts["coordinators"]


def ended(now: Snapshot, day: date) -> Day:
    """How a day ends, by the rule in Python, if nothing more is done."""
    places: dict[int, tuple[str | None, int]] = {}
    for one in now.tasks.values():
        if not one["part"]:
            sent = one["submitted_at"] and day_of(one["submitted_at"])
            places[one["id"]] = (bucket(one["state"], one["due_on"], sent, day), one["lead_agency"])
    counts = Counter(name for name, _lead in places.values() if name)
    return Day(Figures.of(counts), places)
