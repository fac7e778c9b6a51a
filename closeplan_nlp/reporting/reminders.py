"""What is due, as messages for a weekly update: Markdown, Slack, Teams.

Slack gets Block Kit payloads, Teams messages with an Adaptive Card for a Workflows webhook; both one JSON object a
line, split so that each stays within the limits of its service. Words of calls are data: Slack's are escaped and not
linked, Teams' stand in text runs, which know no markup.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from closeplan_nlp.exporters.escaping import escape
from closeplan_nlp.exporters.tools.messages import json_lines, numbered, packed
from closeplan_nlp.reporting.frame import Facts
from closeplan_nlp.reporting.sections import records
from closeplan_nlp.saying import clean, say_count, say_date, say_day, shorten

SIDES = {"customer": "Customer", "seller": "Us", "both": "Together", "unknown": "Side not known"}
NOBODY = "Nobody named"
LONGEST_TEXT, LONGEST_NAME = 300, 100
SLACK_BLOCKS, SLACK_SECTION, SLACK_HEADER, SLACK_TOTAL = 50, 3000, 150, 13_000
TEAMS_BYTES = 26_000
"""Below the 28 KB that Teams takes, for what the envelope and the service add."""


@dataclass(frozen=True)
class Line:
    """One task or milestone: what, until when, in which deal, how many days are left (negative: late)."""

    text: str
    due: str
    deal: str
    days: int

    @property
    def when(self) -> str:
        """Until when, and how late it is."""
        late = f", {say_count(-self.days, 'day')} late" if self.days < 0 else ""
        return f"{say_date(self.due)}{late}"


@dataclass(frozen=True)
class Group:
    """What one owner on one side has to do."""

    side: str
    owner: str
    lines: tuple[Line, ...]

    @property
    def title(self) -> str:
        """The owner with the side."""
        return f"{self.owner} ({SIDES[self.side].lower()})"


@dataclass(frozen=True)
class Update:
    """A weekly update: its title, and what is due by side and owner."""

    title: str
    groups: tuple[Group, ...]


def due_update(facts: Facts, side: str | None = None) -> Update:
    """What is overdue or falls due soon; of one side alone where `side` is given, then without internal items."""
    items = facts.items
    wanted = items[items["state"].isin(["overdue", "due"])]
    if side is not None:
        wanted = wanted[wanted["side"].isin([side, "both"]) & ~wanted["internal"].astype(bool)]
    rows = records(wanted.sort_values(["last_day", "deal", "id"], kind="stable"))
    keys = sorted({(list(SIDES).index(r["side"]), clean(r["owner"] or "") or NOBODY) for r in rows})
    groups = tuple(_group(list(SIDES)[rank], owner, rows) for rank, owner in keys)
    return Update(f"Due by {say_day(facts.today + dt.timedelta(days=facts.soon_days))}", groups)


def _group(side: str, owner: str, rows: Sequence[dict[str, Any]]) -> Group:
    own = [row for row in rows if row["side"] == side and (clean(row["owner"] or "") or NOBODY) == owner]
    lines = (
        Line(shorten(row["text"], LONGEST_TEXT), row["due"], shorten(row["deal"], LONGEST_NAME), row["days"])
        for row in own
    )
    return Group(side, shorten(owner, LONGEST_NAME), tuple(lines))


def as_markdown(update: Update) -> str:
    """The update as one Markdown message."""
    parts = [f"## {escape(update.title)}"]
    for group in update.groups:
        lines = [f"- [ ] {escape(each.text)} — {escape(each.when)}, {escape(each.deal)}" for each in group.lines]
        parts += [f"### {escape(group.title)}", "\n".join(lines)]
    return "\n\n".join(parts if update.groups else [*parts, "Nothing is due."]) + "\n"


def as_slack(update: Update) -> str:
    """The update as Block Kit payloads, one a line."""
    blocks = [_slack_text(group_text) for group in update.groups for group_text in _slack_groups(group)]
    messages = list(packed(blocks or [_slack_text("Nothing is due.")], _fits_slack))
    return json_lines(_slack_message(update.title, part, n, len(messages)) for n, part in enumerate(messages, start=1))


def _slack_groups(group: Group) -> Iterator[str]:
    """The owner in bold and the lines, in as many sections as they need."""
    head = f"*{_slack_escape(group.title)}*"
    rows = [f"• {_slack_escape(f'{each.text} — {each.when}, {each.deal}')}" for each in group.lines]
    for part in packed(rows, lambda rows: len("\n".join([head, *rows])) <= SLACK_SECTION):
        yield "\n".join([head, *part])


def _slack_escape(text: str) -> str:
    """One line without Slack's reserved characters: no mention, channel or link comes out of it."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _slack_text(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _fits_slack(blocks: Sequence[dict[str, Any]]) -> bool:
    size = sum(len(block["text"]["text"]) for block in blocks)
    return len(blocks) < SLACK_BLOCKS and size <= SLACK_TOTAL - 2 * SLACK_HEADER


def _slack_message(title: str, blocks: Sequence[dict[str, Any]], number: int, count: int) -> dict[str, Any]:
    title = numbered(title, number, count)
    header = {"type": "header", "text": {"type": "plain_text", "text": shorten(title, SLACK_HEADER), "emoji": False}}
    return {"text": _slack_escape(title), "blocks": [header, *blocks]}


def as_teams(update: Update) -> str:
    """The update as messages with an Adaptive Card, one a line."""
    blocks = [block for group in update.groups for block in _teams_group(group)]
    parts = list(packed(blocks or [_teams_run("Nothing is due.")], _fits_teams))
    return json_lines(
        _teams_message(numbered(update.title, n, len(parts)), part) for n, part in enumerate(parts, start=1)
    )


def _teams_group(group: Group) -> Iterator[dict[str, Any]]:
    yield _teams_run(group.title, weight="Bolder", spacing="Medium")
    for line in group.lines:
        yield _teams_run(f"• {line.text} — {line.when}, {line.deal}", spacing="Small")


def _teams_run(text: str, *, weight: str = "Default", spacing: str = "Default") -> dict[str, Any]:
    run = {"type": "TextRun", "text": clean(text), "weight": weight}
    return {"type": "RichTextBlock", "spacing": spacing, "inlines": [run]}


def _fits_teams(blocks: Sequence[dict[str, Any]]) -> bool:
    return len(json.dumps(_teams_message("x" * 100, blocks)).encode()) <= TEAMS_BYTES


def _teams_message(title: str, blocks: Sequence[dict[str, Any]]) -> dict[str, Any]:
    head = {"type": "TextBlock", "text": title, "size": "Large", "weight": "Bolder", "wrap": True}
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [head, *blocks],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


REMINDERS: dict[str, Callable[[Update], str]] = {"md": as_markdown, "slack": as_slack, "teams": as_teams}
