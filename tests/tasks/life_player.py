"""How an example goes on: somebody makes a move or is refused, the office assigns, days pass."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from tests.given import Actor
from tests.tasks.life import OFFICE, World, parties
from tests.tasks.life_moves import NO_VERSION, TO_MANY, VERBS, Turn
from tests.tasks.life_watch import Watch
from tracker.clock import at
from tracker.database import execute
from tracker.refusal import Conflict, NotThere, Refused
from tracker.tasks import actions
from tracker.tasks.actions.recurring import make_ahead, open_due
from tracker.tasks.queries.undoing import last_line
from tracker.tasks.rules import moves_for, offered
from tracker.tasks.rules.undoing import UNDOABLE

MINUTE = timedelta(minutes=1)
# What one example has at most: tasks, milestones, tasks that come back, agencies.
MOST = {"assign": 3, "split": 2, "repeat": 1, "transfer": 6}
# What brings a task on its way, from where it stands.
ONWARD = {
    "assigned": ("accept", "accept", "accept", "refuse"),
    "refused": ("reassign",),
    "accepted": ("submit", "progress", "submit", "request_extension"),
    "in_progress": ("submit", "request_extension"),
    "returned": ("submit", "progress", "submit"),
    "submitted": ("confirm", "endorse", "return", "confirm"),
    "suspended": ("resume",),
    "withdrawn": ("restore",),
    "confirmed": ("star", "unstar", "explain", "repeat", "ask_explanation"),
}
# What answers something that is open, or takes away what there is.
ANSWERS = {
    "extends": ("grant_extension", "refuse_extension"),
    "explains": ("explain",),
    "coordinators": ("ask_contribution", "contribute"),
    "files": ("detach",),
    "starred": ("unstar",),
}


class Life:
    """One example: its world, what is watched there, and how it goes on."""

    def __init__(self, tried: Counter[tuple[str, str]], world: World, watch: Watch) -> None:
        self.tried, self.world, self.watch = tried, world, watch

    async def assign(self, n: int, m: int) -> None:
        """The office assigns a task to an agency, coordinated by another or by none."""
        world, ids = self.world, list(self.world.agencies.values())
        lead, due = ids[1 + n % 3], world.today + timedelta(days=12 * m - 10)
        new = actions.NewTask(
            code=f"T{world.number}-{len(self.wholes()) + 1}", programme=world.programme, area=world.area,
            title="Việc", lead_agency=lead, coordinators=() if m % 2 else (ids[1 + (n + 1) % 3],),
            deadline_text="", due_on=due if m % 6 else None, due_precision="day" if m % 6 else "none",
        )  # fmt: skip
        try:
            await actions.assign(world.actors[OFFICE], new, world.moment)
        except Refused:
            await self.watch.nothing_changed()
        else:
            self.told(await self.watch.changed(world.actors[OFFICE], "assign"))

    def wholes(self) -> list[dict[str, Any]]:
        """The tasks that are no parts."""
        return [one for one in self.world.now.tasks.values() if not one["part"]]

    def task(self, which: int, *, carried_out: bool = False) -> dict[str, Any]:
        """One of the tasks and parts in play, an occurrence from its first day on and the one after.

        ``carried_out``: none that leaves what is done to its occurrences.
        """
        waiting = [one for one in self.world.now.tasks.values() if not self.opened(one)]
        some = [one for one in self.world.now.tasks.values() if self.opened(one)] + waiting[:1]
        if carried_out:
            some = [one for one in some if not one["recurs"]]
        return some[which % len(some)]

    def opened(self, task: dict[str, Any]) -> bool:
        """Whether its days have begun."""
        return task["opens_on"] is None or bool(task["opens_on"] <= self.world.today)

    def room_for(self, verb: str, task: dict[str, Any]) -> bool:
        """Whether an example may take more of what the verb makes."""
        tasks = self.world.now.tasks.values()
        there = {
            "split": sum(one["part"] == "milestone" for one in tasks),
            "repeat": sum(one["recurs"] and one["id"] != task["id"] for one in tasks),
            "transfer": len(self.world.agencies),
        }
        return verb not in there or there[verb] < MOST[verb]

    def willing(self, task: dict[str, Any]) -> Iterator[tuple[str, Actor]]:
        """Who may do what to a task, as its page offers it."""
        found = {**task, "confirmation_levels": self.world.now.ruled["confirmation_levels"]}
        for actor in self.world.actors:
            moves = moves_for(task["state"], *parties(actor, task))
            for verb in offered(
                moves, found, actor.id, extension_open=task["extends"], explanation_open=task["explains"],
                coordinated=bool(task["coordinators"]), refusal_open=True, undo_open=False,
            ):  # fmt: skip
                yield verb, actor

    async def onward(self, which: int, n: int, m: int) -> None:
        """What brings a task on its way, by somebody who may."""
        task = self.task(which, carried_out=True)
        await self.one_of(task, ONWARD[task["state"]], n, m)

    async def answer(self, which: int, n: int, m: int) -> None:
        """What is open is answered, by somebody who may; where nothing is, the task goes on."""
        task = self.task(which, carried_out=True)
        there = [verb for fact, verbs in ANSWERS.items() if task[fact] for verb in verbs]
        await self.one_of(task, there or ONWARD[task["state"]], m, n)

    async def one_of(self, task: dict[str, Any], verbs: Iterable[str], n: int, m: int) -> None:
        """One of these, if somebody may."""
        can = {verb for verb, _actor in self.willing(task)}
        if some := [verb for verb in verbs if verb in can]:
            await self.somebody(task, some[n % len(some)], n, m)

    async def sideways(self, which: int, kind: int, n: int, m: int) -> None:
        """Anything that somebody may do."""
        task = self.task(which)
        verbs = sorted({verb for verb, _actor in self.willing(task)})
        await self.somebody(task, verbs[kind % len(verbs)], n, m)

    async def somebody(self, task: dict[str, Any], verb: str, n: int, m: int) -> None:
        """One of those who may does it, having seen the task as it is."""
        actors = [actor for can, actor in self.willing(task) if can == verb]
        if actors:
            await self.turn(verb, actors[n % len(actors)], task, task["version"], n, m)

    async def anything(self, which: int, kind: int, who: int, seen: int, n: int, m: int) -> None:
        """Anybody tries any verb, having seen the task as it is, as it was, or not at all."""
        task, actor = self.task(which), self.world.actors[who % len(self.world.actors)]
        version = (task["version"], task["version"] - 1, None)[seen]
        await self.turn(sorted(VERBS)[kind % len(VERBS)], actor, task, version, n, m)

    async def take_back(self, which: int, minutes: int) -> None:
        """Who made the last move takes it back, or comes too late."""
        task = self.task(which)
        line = await last_line(task["id"])
        actor = next((one for one in self.world.actors if one.id == line["actor"]), None)
        if actor and line["verb"] in UNDOABLE:
            self.world.moment += minutes * MINUTE
            await self.turn("undo", actor, task, task["version"], 0, 0)

    async def turn(
        self, verb: str, actor: Actor, task: dict[str, Any], version: int | None, n: int, m: int
    ) -> None:
        """Somebody does it: either refused, and nothing changed, or done as the table allows."""
        if not self.room_for(verb, task):
            return
        self.world.moment += MINUTE
        stale = version is not None and version != task["version"] and verb not in NO_VERSION
        try:
            made = await VERBS[verb](Turn(self.world, actor, task, version, self.moment(), n, m))
        except (Refused, NotThere, Conflict) as no:
            self.tried[verb, type(no).__name__] += 1
            await self.watch.nothing_changed()
            return
        one = made is not None and verb not in TO_MANY  # an edit that changes nothing is no move
        assert not (stale and one), f"{verb} on a version that is gone"
        if verb == "transfer":
            await self.world.meet()
        self.told(await self.watch.changed(actor, verb, task["id"] if one else 0))

    def moment(self) -> datetime:
        """Now."""
        return self.world.moment

    def told(self, verbs: set[str]) -> None:
        """Count what was done."""
        self.tried.update((verb, "done") for verb in verbs)

    async def advance(self, days: int) -> None:
        """Days pass, and the worker takes its turn in the first minutes of the new one."""
        world = self.world
        until = world.today + timedelta(days=days)
        noted = self.watch.note_days(until) if days else []
        world.moment = max(at(until, 0, 5), world.moment)
        for work in (make_ahead, open_due):
            await work(world.today, world.moment)
            self.told(await self.watch.changed(None, ""))
        await self.watch.same_days(noted)
        world.moment = max(at(until, 8), world.moment)

    async def end(self, sound: bool) -> None:
        """Check all that was kept, unless something failed; leave nothing for the next example's worker."""
        try:
            if sound:
                await self.watch.ends()
        finally:
            await execute("DELETE FROM recurrence")
