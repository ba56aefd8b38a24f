"""The form of a token: what it is for, what it may do, how long it is good."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from tracker.exchange.api import scopes
from tracker.exchange.api.actions import Wanted
from tracker.tasks.forms.fields import Sheet, whole
from tracker.web.form_keys import digest, new_key
from tracker.words import _

LONGEST_NAME = 60
BOX = "scope_"
USUAL = 90  # days


@dataclass
class TokenForm:
    """A token as typed."""

    name: str = ""
    system: str = ""
    person: str = ""
    scopes: list[str] = field(default_factory=lambda: [scopes.READ])
    days: str = str(USUAL)
    password: str = field(default="", repr=False)
    key: str = field(default_factory=new_key)
    digest: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    def wanted(self, owner: int) -> Wanted:
        """What was typed, once nothing is wrong with it; ``owner``: whose rights, unless chosen."""
        person = int(self.person) if self.person else owner
        return Wanted(self.name, self.scopes, int(self.days), person, self.system)


def read(sent: Iterable[tuple[str, object]], accounts: Collection[int] | None) -> TokenForm:
    """The form as sent, every problem found at once; with ``accounts`` it is of a system's token."""
    pairs = list(sent)
    boxes = {BOX + scope: scope for scope in scopes.SCOPES}
    more = ("system", "person") if accounts is not None else ()
    sheet = Sheet(pairs, ("name", "days", "password", *boxes, *more))
    form = TokenForm(name=sheet.text("name", _("Enter what the token is for"), LONGEST_NAME))
    if accounts is not None:
        form.system = sheet.text("system", _("Enter the name of the system"), LONGEST_NAME)
        form.person = sheet.values["person"]
        if whole(form.person) not in accounts:
            sheet.problem("person", _("Choose one of the accounts listed"))
    for name in {"name", "system"} & set(sheet.values):
        if "\n" in sheet.values[name]:
            sheet.problem(name, _("Enter the name on one line"))
    form.scopes = scopes.ordered(boxes[box] for box in boxes if sheet.values[box])
    if not form.scopes:
        sheet.problem("scopes", _("Choose what the token may do, out of what the account may"))
    form.days = sheet.one_of(
        "days", [str(days) for days in scopes.LIVES], _("Choose how long the token is good")
    )
    form.password = next((str(said) for name, said in pairs if name == "password"), "")  # not tidied
    if not form.password:
        sheet.problem("password", _("Enter the password"))
    form.key = sheet.hidden.get("form_key", "")
    form.digest = digest((n, said) for n, said in pairs if isinstance(said, str) and n != "password")
    form.problems = sheet.problems
    return form
