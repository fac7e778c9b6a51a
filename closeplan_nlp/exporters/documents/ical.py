"""The plan as a calendar (RFC 5545): tasks as VTODO, milestones as all-day VEVENT, each with a reminder a day before.

Google and Outlook skip VTODO, so milestones are events. UIDs stay the same from export to export, and SEQUENCE rises
with the ledger's count of changes, so that a calendar updates what it has. Dependencies are RELATED-TO (RFC 9253).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from closeplan_nlp.due import span_of
from closeplan_nlp.exporters.safety import one_line
from closeplan_nlp.exporters.tasks import ALL, Job, Task
from closeplan_nlp.exporters.wording import clean
from closeplan_nlp.types import ClosePlan, Item

if TYPE_CHECKING:
    from icalendar import Event, Todo

TITLE, DESCRIPTION = 300, 8_000
FINISH_TO_START = {"RELTYPE": "FINISHTOSTART"}
DAY = dt.timedelta(days=1)
UNKNOWN_DAY = dt.date(2000, 1, 1)


def write_calendar(plan: ClosePlan, today: dt.date | None = None, job: Job = ALL) -> str:
    """The calendar with CRLF line ends and folded lines."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//closeplan//closeplan-nlp//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", one_line(f"Close plan: {plan.deal.name}", TITLE))
    stamp, items = _stamp(plan, today), {item.id: item for item in plan.items}
    for task in job.tasks(plan, today):
        component = _component(plan, task, items[task.id], stamp, job.ledger or "ics")
        if component is not None:
            calendar.add_component(component)
    _add_close(plan, calendar, stamp)
    data: bytes = calendar.to_ical()
    return data.decode("utf-8")


def _stamp(plan: ClosePlan, today: dt.date | None) -> dt.datetime:
    """When the calendar was made: the given day, else that of the last call, never the clock."""
    days = [span[0] for source in plan.sources if (span := span_of(source.date))]
    return dt.datetime.combine(today or max(days, default=UNKNOWN_DAY), dt.time(), dt.UTC)


def uid_of(plan: ClosePlan, key: str) -> str:
    """A stable UID: of the deal's name and the item's id."""
    digest = hashlib.sha256(f"{plan.deal.name}\0{key}".encode("utf-8", "surrogatepass")).hexdigest()
    return f"{digest[:32]}@closeplan"


def _component(plan: ClosePlan, task: Task, item: Item, stamp: dt.datetime, ledger: str) -> Todo | Event | None:
    """A milestone with a day as event, else a task; a milestone without a day is no event."""
    from icalendar import Event, Todo

    part: Todo | Event = Event() if task.is_milestone else Todo()
    if task.is_milestone and task.due is None:
        return None
    part.add("uid", uid_of(plan, task.id))
    part.add("dtstamp", stamp)
    part.add("sequence", _sequence(item, ledger))
    part.add("summary", one_line(task.title, TITLE))
    part.add("description", task.text(DESCRIPTION))
    part.add("categories", [task.kind_title])
    for before in task.waits_for_ids:
        part.add("related-to", uid_of(plan, before), parameters=FINISH_TO_START)
    _add_days(part, task)
    _add_state(part, task, item)
    if task.due and not task.done:
        part.add_component(_alarm(task))
    return part


def _sequence(item: Item, ledger: str) -> int:
    entry: Any = item.exported.get(ledger)
    count = entry.get("n", 0) if isinstance(entry, Mapping) else 0
    return count if isinstance(count, int) and count >= 0 else 0


def _add_days(part: Todo | Event, task: Task) -> None:
    """All-day dates; an event ends before its DTEND, a to-do is due after its DTSTART."""
    if task.is_milestone and task.due:
        part.add("dtstart", task.due)
        if task.due < dt.date.max:
            part.add("dtend", task.due + DAY)
        part.add("transp", "TRANSPARENT")
    elif task.due:
        if task.start and task.start < task.due:
            part.add("dtstart", task.start)
        part.add("due", task.due)


def _add_state(part: Todo | Event, task: Task, item: Item) -> None:
    if task.is_milestone:
        part.add("status", "TENTATIVE" if task.status == "proposed" else "CONFIRMED")
        return
    part.add("status", "COMPLETED" if task.done else "NEEDS-ACTION")
    if task.done:
        part.add("percent-complete", 100)
        span = span_of(item.done_on)
        if span:
            part.add("completed", dt.datetime.combine(span[0], dt.time(12), dt.UTC))


def _alarm(task: Task) -> Any:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", one_line(task.title, TITLE))
    alarm.add("trigger", -DAY, parameters={} if task.is_milestone else {"RELATED": "END"})
    return alarm


def _add_close(plan: ClosePlan, calendar: Any, stamp: dt.datetime) -> None:
    """The target close as an event of its own."""
    from icalendar import Event

    span = span_of(plan.deal.target_close)
    if span is None:
        return
    event = Event()
    event.add("uid", uid_of(plan, "target close"))
    event.add("dtstamp", stamp)
    event.add("summary", one_line(f"Target close: {clean(plan.deal.name)}", TITLE))
    event.add("dtstart", span[1])
    if span[1] < dt.date.max:
        event.add("dtend", span[1] + DAY)
    event.add("transp", "TRANSPARENT")
    calendar.add_component(event)
