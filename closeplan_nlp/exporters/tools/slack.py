"""Slack: Block Kit payloads for an incoming webhook or `chat.postMessage`, one a line (docs.slack.dev, "Blocks").

Words of calls stand in rich-text elements, which know no markup, mention or link; the fallback `text` is escaped.
Limits: 50 blocks, 150 characters in a header, 3,000 in a block's text, about 13,000 in all; what is more goes into
further messages.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from closeplan_nlp.exporters.safety import one_line
from closeplan_nlp.exporters.tasks import ALL, Job
from closeplan_nlp.exporters.tools.messages import Line, json_lines, message_of, numbered, packed
from closeplan_nlp.types import ClosePlan

BLOCKS, BLOCK, HEADER, TOTAL = 50, 3_000, 150, 13_000
Element = dict[str, Any]


def write_slack(plan: ClosePlan, today: dt.date | None = None, job: Job = ALL) -> str:
    """The deal at a glance and its tasks, as one message or several."""
    message = message_of(plan, today, job)
    blocks = [_section(message.summary)]
    for title, lines in message.groups:
        items = [_item(line, job) for line in lines]
        for part in packed(items, lambda items: _size(items) <= BLOCK - 200):
            blocks.append(_list(title, part))
    parts = list(packed(blocks, _fits))
    return json_lines(_payload(message.title, part, n, len(parts)) for n, part in enumerate(parts, start=1))


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "plain_text", "text": text, "emoji": False}}


def _text(text: str, **style: bool) -> Element:
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def _item(line: Line, job: Job) -> Element:
    """A bullet: the task in bold, who and when, the quote in italics."""
    elements = [_text(line.text, **({"strike": True} if line.done else {"bold": True}))]
    if line.owners:
        elements += [_text(" — "), *_owners(line, job)]
    elements += [_text(f", {line.when}")] if line.when else []
    elements += [_text(f"  {line.quote}", italic=True)] if line.quote else []
    return {"type": "rich_text_section", "elements": elements}


def _owners(line: Line, job: Job) -> Iterator[Element]:
    """Users where the mapping knows their ids, names else."""
    for number, name in enumerate(line.owners):
        if number:
            yield _text(", ")
        user = job.mapping.person(name).slack
        yield {"type": "user", "user_id": user} if user else _text(name)


def _list(title: str, items: Sequence[Element]) -> dict[str, Any]:
    head = {"type": "rich_text_section", "elements": [_text(title, bold=True)]}
    bullets = {"type": "rich_text_list", "style": "bullet", "elements": list(items)}
    return {"type": "rich_text", "elements": [head, bullets]}


def _size(value: Any) -> int:
    """All characters that are shown in a part of a message."""
    if isinstance(value, dict):
        return sum(len(each) if key == "text" and isinstance(each, str) else _size(each) for key, each in value.items())
    return sum(map(_size, value)) if isinstance(value, list | tuple) else 0


def _fits(blocks: Sequence[dict[str, Any]]) -> bool:
    return len(blocks) < BLOCKS and _size(blocks) <= TOTAL - 2 * HEADER


def _payload(title: str, blocks: Sequence[dict[str, Any]], number: int, count: int) -> dict[str, Any]:
    title = one_line(numbered(title, number, count), HEADER)
    header = {"type": "header", "text": {"type": "plain_text", "text": title, "emoji": False}}
    return {"text": escape_slack(title), "blocks": [header, *blocks]}


def escape_slack(text: str) -> str:
    """Text without Slack's three reserved characters: no mention, channel or link comes out of it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
