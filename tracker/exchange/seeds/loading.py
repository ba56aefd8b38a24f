"""The whole folder in one transaction: everything, or nothing."""

from dataclasses import dataclass
from pathlib import Path

from tracker.database import transaction
from tracker.exchange.seeds import bodies, events, indicators, regimes, tasks


@dataclass(frozen=True)
class Loaded:
    """How many of each kind were new."""

    agencies: int
    people: int
    tasks: int
    events: int


async def load(folder: Path) -> Loaded:
    """Load a folder of CSV files. Raises SeedError naming file, row and column; then nothing is written.

    Loading again adds only what is missing: agencies, people and tasks are known by code, events by
    task, kind, moment and person.
    """
    async with transaction():
        programmes, areas = await bodies.load_programmes(folder)
        agencies, new_agencies = await bodies.load_agencies(folder)
        new_people = await bodies.load_people(folder, agencies)
        context = tasks.Context(min(programmes.values()), areas, agencies, await bodies.actors())
        found = tasks.read(folder)
        story = events.Story(folder, found)
        new_tasks = [
            line
            for line in found
            if await tasks.load_task(line, context, story.first_responsible(line.cells["code"]))
        ]
        new_events = sum([await events.replay(story, line, context) for line in story.lines])
        await tasks.compare(new_tasks)
        await indicators.load_indicators(folder, context.programme, agencies)
        await regimes.load_regimes(folder, context.programme)
    return Loaded(new_agencies, new_people, len(new_tasks), new_events)
