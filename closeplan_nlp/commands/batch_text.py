"""What `closeplan batch` says in the end."""

from __future__ import annotations

from pathlib import Path

from closeplan_nlp.batch.batch import OVERVIEW
from closeplan_nlp.batch.inputs import Inputs
from closeplan_nlp.batch.progress import trouble_line
from closeplan_nlp.batch.records import DEALS, INPUT, MERGE, Job
from closeplan_nlp.batch.request import BatchSummary
from closeplan_nlp.batch.rows import DONE
from closeplan_nlp.output import write_result
from closeplan_nlp.saying import clean, say_count

_STATES = {"failed": "failed", "waiting": "not done yet", "duplicate": "the same as others"}


def show_plan(found: Inputs, jobs: list[Job]) -> None:
    """What would be done, on stdout."""
    lines = [f"{job.stage:<10}  {clean(job.call.path)}" for job in jobs if job.call]
    bad = [trouble_line(call.path, INPUT, call.trouble) for call in found.calls if call.trouble]
    lines += [f"{'refused':<10}  {clean(line)}" for line in (*found.unreadable, *bad)]
    others = sum(found.others.values())
    lines.append(f"{say_count(len(found.calls), 'call')} found, {len(jobs)} to do, {say_count(others, 'other file')}")
    write_result("\n".join(lines) + "\n", None)


def show_summary(summary: BatchSummary, out: Path) -> None:
    """What the batch has come to, on stdout."""
    counts = summary.counts
    parts = [f"{say_count(counts.get(DONE, 0), 'call')} done ({summary.done_now} now)"]
    parts += [f"{counts[state]} {words}" for state, words in _STATES.items() if counts.get(state)]
    lines = [f"{', '.join(parts)}; {say_count(summary.deals, 'deal')}", f"Overview: {out / OVERVIEW}"]
    if others := sum(summary.others.values()):
        kinds = ", ".join(sorted(summary.others, key=lambda suffix: -summary.others[suffix])[:5])
        lines.append(f"Left alone: {say_count(others, 'file')} of other kinds ({kinds})")
    write_result("\n".join(lines) + "\n", None)


def failures_of(summary: BatchSummary) -> dict[str, str]:
    """A line for each call and deal that has failed, and each folder that could not be read."""
    calls = {
        row.name: trouble_line(row.call.path, row.stage or "", row.trouble) for row in summary.failed if row.trouble
    }
    deals = {
        deal.name: trouble_line(f"{DEALS}/{deal.name}", MERGE, deal.trouble) for deal in summary.broken if deal.trouble
    }
    return {**{line: line for line in summary.unreadable}, **calls, **deals}
