"""The mapping file: who is who in a tool, where tasks go there, and which columns of your own a table gets.

    people:
      Dana Reyes: {email: dana@northwind.example, trello: 5abbe4b7ddc1b351ef961414}
    trello: {list: 5abbe4b7ddc1b351ef961415}
    asana: {section: Close plan, columns: {Deal: deal, Region: {text: EMEA}}}

YAML or TOML. What is not in it is left empty in the export, never invented.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from closeplan_nlp.exporters.wording import clean
from closeplan_nlp.types import KindName

FIELDS = (
    *("id", "kind", "title", "side", "owner", "start", "due", "due_text", "status", "category", "condition"),
    *("quote", "speaker", "call", "waits_for", "notes", "deal", "customer", "seller"),
)
"""What a column of one's own may show of a task."""
SALESFORCE_ID = r"^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$"


def _as_text(value: object) -> object:
    """One clean line; ids of digits alone need no quotes in the file."""
    number = isinstance(value, int) and not isinstance(value, bool)
    return clean(str(value)) if number or isinstance(value, str) else value


def _as_column(value: object) -> object:
    """A column given by the name of a field alone."""
    return {"field": value} if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_as_text)]
SalesforceId = Annotated[str, Field(pattern=SALESFORCE_ID)]
ByKind = dict[KindName, Text]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(_Entry):
    """A column of one's own: a field of the task, or the same text in every row."""

    field: str | None = None
    text: Text | None = None


Columns = dict[str, Annotated[Column, BeforeValidator(_as_column)]]


class Person(_Entry):
    """A person's address and ids. Salesforce: a user (005…) owns tasks, a contact (003…) is whom they are about."""

    email: str | None = None
    trello: Text | None = None
    salesforce: SalesforceId | None = None
    hubspot: Text | None = None
    jira: Text | None = None
    planner: Text | None = None
    slack: Text | None = None


class Asana(_Entry):
    """`sections` by kind, else `section`, else the kind's name."""

    section: Text | None = None
    sections: ByKind = {}
    columns: Columns = {}


class Trello(_Entry):
    """Ids of the lists (by kind, else one), and of labels by side."""

    list: Text | None = None
    lists: ByKind = {}
    labels: dict[str, Text] = {}


class Monday(_Entry):
    """`groups` by kind, else `group`, else the kind's name; `statuses` of the board for proposed, agreed, done."""

    group: Text | None = None
    groups: ByKind = {}
    statuses: dict[str, Text] = {}
    columns: Columns = {}


class Salesforce(_Entry):
    """The opportunity (`what`) and contact (`who`) of all tasks, the owner of those without one, the stage."""

    owner: SalesforceId | None = None
    what: SalesforceId | None = None
    who: SalesforceId | None = None
    stage: Text | None = None
    columns: Columns = {}


class Hubspot(_Entry):
    """The owner of tasks whose owner has no id."""

    owner: Text | None = None
    columns: Columns = {}


class Jira(_Entry):
    """Issue types by kind, else one, else `Task`; labels for all."""

    issue_type: Text | None = None
    issue_types: ByKind = {}
    labels: tuple[Text, ...] = ()
    columns: Columns = {}


class Planner(_Entry):
    """Ids of the plan and its buckets (by kind, else one)."""

    plan: Text | None = None
    bucket: Text | None = None
    buckets: ByKind = {}


class Mapping(_Entry):
    """All that a mapping file can say."""

    people: dict[str, Person] = {}
    asana: Asana = Asana()
    trello: Trello = Trello()
    monday: Monday = Monday()
    salesforce: Salesforce = Salesforce()
    hubspot: Hubspot = Hubspot()
    jira: Jira = Jira()
    planner: Planner = Planner()

    def person(self, name: str | None) -> Person:
        """What the file says of a person; upper and lower case are one."""
        key = clean(name or "").casefold()
        return next((found for each, found in self.people.items() if clean(each).casefold() == key), Person())


NO_MAPPING = Mapping()
