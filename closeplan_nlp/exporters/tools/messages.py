"""What a message about a deal says, and packing it into as many messages as a service's limits ask for."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from closeplan_nlp.exporters.facts import glance, outlook
from closeplan_nlp.exporters.safety import one_line
from closeplan_nlp.exporters.tasks import Job, Task
from closeplan_nlp.exporters.wording import say_day
from closeplan_nlp.kinds import KINDS
from closeplan_nlp.types import ClosePlan

TITLE, TEXT, OWNER, QUOTE = 120, 300, 80, 200


@dataclass(frozen=True)
class Line:
    """A task in a message: what, who (names, ids), until when, what proves it."""

    text: str
    owners: tuple[str, ...]
    when: str
    quote: str
    done: bool


@dataclass(frozen=True)
class Message:
    """What is told: title, one or two sentences, and lines under headings."""

    title: str
    summary: str
    groups: tuple[tuple[str, tuple[Line, ...]], ...]


def message_of(plan: ClosePlan, today: dt.date | None, job: Job) -> Message:
    """The deal at a glance, and the open tasks and milestones by kind."""
    tasks = job.tasks(plan, today)
    groups = ((KINDS[kind].plural, tuple(_line(task) for task in tasks if task.kind == kind)) for kind in KINDS)
    summary = " ".join(part for part in (glance(plan, today), outlook(plan, today)) if part)
    return Message(
        title=one_line(f"Close plan: {plan.deal.name}", TITLE),
        summary=one_line(summary, 2 * TEXT),
        groups=tuple((title, lines) for title, lines in groups if lines),
    )


def _line(task: Task) -> Line:
    late = ", overdue" if task.late and not task.is_milestone else ""
    when = f"by {say_day(task.due)}{late}" if task.due else ""
    quote = f"“{one_line(task.quote, QUOTE)}”" + (f" {one_line(task.speaker, OWNER)}" if task.speaker else "")
    owners = tuple(one_line(name, OWNER) for name in task.owners[:5] if name)
    return Line(one_line(task.title, TEXT), owners, when, quote if task.quote else "", task.done)


def packed(parts: Iterable[Any], fits: Callable[[Sequence[Any]], bool]) -> Iterator[list[Any]]:
    """The parts in order in as few lists as fit; each list has at least one."""
    now: list[Any] = []
    for part in parts:
        if now and not fits([*now, part]):
            yield now
            now = []
        now.append(part)
    if now:
        yield now


def numbered(title: str, number: int, count: int) -> str:
    """The title with the message's number where there are several."""
    return f"{title} ({number} of {count})" if count > 1 else title


def json_lines(payloads: Iterable[dict[str, Any]]) -> str:
    """One payload a line, ready for `curl --data`."""
    return "".join(json.dumps(payload, ensure_ascii=False) + "\n" for payload in payloads)
