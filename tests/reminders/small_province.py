"""A small province for a story: seven people whom everybody can keep in mind, and their post."""

from datetime import date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from tests.given import Actor, a_person, a_programme, an_agency
from tests.mail.scripted import Script
from tests.reminders.office import clock_shows
from tests.web.site import Browser, made
from tracker import clock
from tracker.database import rows
from tracker.schedule import deliver_letters, write_daily_letters, write_overdue_letters
from tracker.tasks import actions
from tracker.tasks.actions import NewTask, Report
from tracker.ticks import Worker

HOME_AFFAIRS, FINANCE, OFFICE = "SNV", "STC", "VPUB"
# What each letter that has not been read yet tells its reader: overdue tasks, and things of the day by what
# they are about: a move's name, or the kind of the others.
_POST = """
    SELECT l.id, p.username, 'overdue ' || t.code AS said
    FROM letter AS l JOIN person AS p ON p.id = l.person JOIN reminder_owed AS o ON o.letter = l.id
    CROSS JOIN LATERAL jsonb_array_elements_text(o.tasks) AS t (code)
    WHERE l.state = 'sent' AND l.id <> ALL ($1)
    UNION
    SELECT l.id, p.username, coalesce(h.verb, split_part(s.key, '/', 1)) || ' ' || t.code
    FROM letter AS l JOIN person AS p ON p.id = l.person JOIN reminder_said AS s ON s.letter = l.id
    JOIN task AS t ON t.id = s.task
    LEFT JOIN history AS h ON s.key = 'line/' || h.id
    WHERE l.state = 'sent' AND l.id <> ALL ($1) ORDER BY 2, 3"""


class Province:
    """The people, the tasks, and a worker that goes through mornings."""

    def __init__(self, people: dict[str, Actor], programme: int, area: int, script: Script) -> None:
        self.people = people
        self.script = script
        self._programme, self._area = programme, area
        self._read: list[int] = []
        self._arrived = 0

    def __getattr__(self, name: str) -> Actor:
        """Somebody by name."""
        return self.people[name]

    async def task(
        self, code: str, agency: str, due_on: date, responsible: str = "", at: datetime | None = None
    ) -> None:
        """A task accepted long ago and heard of last Friday; or one that was assigned ``at`` a moment."""
        head = next(one for one in self.people.values() if (one.agency_name, one.role) == (agency, "lead"))
        new = NewTask(
            code=code, programme=self._programme, area=self._area, title=f"Nhiệm vụ {code}",
            lead_agency=head.agency_id, coordinators=(), deadline_text="", due_on=due_on, due_precision="day",
            responsible=self.people[responsible].id if responsible else None,
        )  # fmt: skip
        if at is not None:
            await actions.assign(self.people["dung"], new, at)
            return
        await actions.assign(self.people["dung"], new, clock.at(date(2024, 9, 2), 9))
        await actions.accept(head, code, None, clock.at(date(2024, 9, 3), 9))
        report = Report("Đang lấy ý kiến các cơ quan.", 40)
        await actions.progress(head, code, None, report, clock.at(date(2024, 11, 8), 9))

    async def worker(self, moment: datetime) -> dict[str, list[str]]:
        """A worker looks at its clock; what arrived by then, by reader: what each one letter tells."""
        clock_shows(moment)
        for entry in (write_overdue_letters, write_daily_letters, deliver_letters):
            await entry(Worker("worker"))
        return await self._post()

    async def _post(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        letters = await rows(_POST, self._read)
        for one in letters:
            found.setdefault(one["username"], []).append(one["said"])
        self._read += [one["id"] for one in letters]
        arrived = [who.partition("@")[0] for who, _ in self.script.taken[self._arrived :]]
        self._arrived = len(self.script.taken)
        assert sorted(arrived) == sorted(found), "at the relay there is something else than in the books"
        return found

    def letter_to(self, name: str) -> EmailMessage:
        """Somebody's newest letter, as their mail program has it."""
        content = self.script.taken_by(f"{name}@tayninh.example")[-1]
        return message_from_bytes(content, policy=policy.default)

    def words_to(self, name: str) -> str:
        """What it says, as text."""
        body = self.letter_to(name).get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    async def browser(self, name: str, moment: datetime) -> Browser:
        """Somebody signed in, at a moment."""
        clock_shows(moment)
        return await Browser(made()).as_person(self.people[name].id)


async def a_small_province(script: Script) -> Province:
    """Dung of the office; An, Bình and Giang of home affairs; Chi of finance; Minh of the committee; Trà."""
    programme, area = await a_programme()
    agencies = {code: await an_agency(code) for code in (OFFICE, HOME_AFFAIRS, FINANCE)}
    cast = {
        "dung": ("office", OFFICE), "an": ("lead", HOME_AFFAIRS), "binh": ("staff", HOME_AFFAIRS),
        "giang": ("staff", HOME_AFFAIRS), "chi": ("lead", FINANCE), "minh": ("member", OFFICE),
        "tra": ("auditor", OFFICE),
    }  # fmt: skip
    people = {}
    for name, (role, agency) in cast.items():
        one = await a_person(name, role, agencies[agency])
        people[name] = Actor(one.id, name, role, one.agency_id, agency, role == "lead", one.sees_all)
    return Province(people, programme, area, script)
