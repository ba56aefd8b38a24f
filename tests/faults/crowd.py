"""Two hundred people who are each owed a letter of one Monday, and what was promised them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes

from tests.mail.scripted import Script
from tests.reminders.office import seven
from tracker.database import rows
from tracker.database.engine import script as run_script
from tracker.reminders.actions import make_run

MONDAY = date(2024, 11, 4)
# 20 agencies with a head each, 175 officials, 5 of the office. Each official has a task, each head one of
# nobody's; the office hears of what is overdue.
_FILL = """
    INSERT INTO programme (code, name, short_name, starts_on) VALUES ('P', 'P', 'P', '2021-01-01');
    INSERT INTO area (programme, code, name, sort_order) VALUES (1, 'A', 'A', 1);
    INSERT INTO agency (code, short_name, name, kind, sort_order, valid_from)
        SELECT 'CQ' || n, 'Sở ' || n, 'Sở thứ ' || n, 'department', n, '2021-01-01'
        FROM generate_series(1, 20) AS n;
    INSERT INTO person (username, full_name, agency, role, email, created_at)
        SELECT 'nguoi' || n, 'Nguyễn Văn ' || n, 1 + n % 20,
               CASE WHEN n <= 20 THEN 'lead' WHEN n <= 195 THEN 'staff' ELSE 'office' END,
               'nguoi' || n || '@tinh.example', '2021-01-01'
        FROM generate_series(1, 200) AS n;
    INSERT INTO task (code, programme, area, title, lead_agency, responsible, due_on, original_due_on, state,
                      assigned_at, accepted_at, search, changed_at)
        SELECT 'NV-' || n, 1, 1, 'Nhiệm vụ số ' || n, p.agency, CASE WHEN p.role = 'staff' THEN p.id END,
               '{due}', '{due}', 'in_progress', '2024-06-03 08:00+07', '2024-06-03 09:00+07',
               'nhiem vu so ' || n, '2024-06-03 09:00+07'
        FROM generate_series(1, 195) AS n JOIN person AS p ON p.username = 'nguoi' || n;
"""


@dataclass(frozen=True)
class Run:
    """One run of Monday, by when all tasks were or are due; the first ``people`` are owed its letter."""

    kind: str
    key: str
    due: date
    people: int

    def addresses(self) -> set[str]:
        """Everybody's who is owed."""
        return {f"nguoi{n}@tinh.example" for n in range(1, self.people + 1)}

    async def fill(self) -> None:
        """Everybody, and what is or will be overdue; nothing is written to anybody yet."""
        await run_script(_FILL.format(due=self.due))

    async def fill_and_compose(self) -> None:
        """The same on Monday morning, with everybody's letter in the outbox."""
        await self.fill()
        made = await make_run(MONDAY, seven(MONDAY))
        assert made is not None
        assert made.letters == self.people


WEEK = Run("overdue", "overdue/2024-W45", date(2024, 11, 1), 200)
DAY = Run("daily", "daily/2024-11-04", date(2024, 11, 7), 195)  # three days before the deadline


async def broken(run: Run, script: Script, may_come_twice: set[str]) -> list[str]:
    """What of the promise does not hold; ``may_come_twice``: whose letter was in the window."""
    return [*_at_the_relay(run, script, may_come_twice), *await _in_the_database(run)]


def _at_the_relay(run: Run, script: Script, may_come_twice: set[str]) -> list[str]:
    copies, owed = Counter(who for who, _ in script.taken), run.addresses()
    found = [f"{who} was missed" for who in sorted(owed - set(copies))]
    found += [f"{who} is owed nothing" for who in sorted(set(copies) - owed)]
    for who, number in copies.items():
        if number > (2 if who in may_come_twice else 1):
            found.append(f"{who} got {number} copies")
        messages = script.taken_by(who)
        if len({_name_of(content) for content in messages}) > 1:
            found.append(f"{who} got another Message-ID or Date")
        elif len(set(messages)) > 1:
            found.append(f"{who} got other words")
    return found


def _name_of(content: bytes) -> tuple[str, str]:
    message = message_from_bytes(content)
    return message["Message-ID"], message["Date"]


async def _in_the_database(run: Run) -> list[str]:
    """One run; one letter and, if by the week, one outcome for each person; every letter sent."""
    found, known = [], await rows("SELECT key FROM reminder_run WHERE kind = $1", run.kind)
    if [one["key"] for one in known] != [run.key]:
        found.append(f"runs: {known}")
    counted = [f"letter AS x ON x.person = p.id AND x.kind = '{run.kind}'"]
    if run.kind == "overdue":
        counted.append("reminder_owed AS x ON x.person = p.id AND x.outcome = 'letter'")
    for what in counted:
        each = await rows(
            f"SELECT p.email, count(x.person) AS n FROM person AS p LEFT JOIN {what} GROUP BY p.email"
        )
        found += [
            f"{one['email']} has {one['n']} in {what.split()[0]}"
            for one in each
            if one["n"] != (one["email"] in run.addresses())
        ]
    unsent = await rows("SELECT recipient, state FROM letter WHERE state <> 'sent'")
    return found + [f"{one['recipient']} is {one['state']}" for one in unsent]
