"""What the commands on templates print."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from closeplan_nlp.plan.schedule import Misfit, Slot
from closeplan_nlp.plan.template import Step, Template
from closeplan_nlp.plan.template_files import Listed
from closeplan_nlp.saying import clean, say_count, say_day

SIDES = {"seller": "seller", "customer": "customer", "both": "both"}


def list_text(templates: Sequence[Listed], to: str) -> str:
    """The templates: name, number of steps, title, when to use them."""
    if to == "json":
        data = [
            {
                "name": each.template.name,
                "title": each.template.title,
                "about": each.template.about,
                "steps": len(each.template.steps),
                "own": each.own,
                "path": str(each.path),
            }
            for each in templates
        ]
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    width = max(len(each.template.name) for each in templates)
    return "".join(_listed(each, width) for each in templates)


def _listed(each: Listed, width: int) -> str:
    own = f", {each.path}" if each.own else ""
    name, indent = each.template.name.ljust(width), " " * (width + 2)
    head = f"{name}  {clean(each.template.title)} ({say_count(len(each.template.steps), 'step')}{clean(own)})"
    return f"{head}\n{indent}{clean(each.template.about)}\n"


def show_text(template: Template, slots: Mapping[str, Slot], to: str) -> str:
    """A template's steps in order, with days where they are scheduled, and its questions."""
    if to == "json":
        data = template.model_dump(mode="json")
        for step in data["steps"] if slots else ():
            slot = slots[step["key"]]
            step |= {"start": slot.start.isoformat(), "due": slot.due.isoformat()}
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    steps = sorted(template.steps, key=lambda step: slots[step.key].due) if slots else template.in_order()
    rows = [_row(step, slots.get(step.key)) for step in steps]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    lines = [f"{clean(template.title)}: {clean(template.about)}", ""]
    lines += [
        "  ".join([*(cell.ljust(w) for cell, w in zip(row, widths, strict=False)), row[-1]]).rstrip() for row in rows
    ]
    lines += ["", "Questions to ask"]
    lines += [f"  {each.category} ({each.importance}): {clean(each.ask)}" for each in template.criteria]
    return "\n".join(lines) + "\n"


def _row(step: Step, slot: Slot | None) -> tuple[str, ...]:
    when = f"{slot.start} to {slot.due}" if slot else say_count(step.days, "day")
    waits = f" (after {', '.join(step.after)})" if step.after and slot is None else ""
    inner = " (internal)" if step.internal else ""
    return step.key, when, SIDES[step.side], clean(step.owner or ""), f"{clean(step.text)}{inner}{waits}"


def misfit_text(template: Template, misfit: Misfit | None) -> str:
    """What does not fit before the close; nothing where everything does."""
    if misfit is None:
        return ""
    late = [clean(template.step(key).text) for key in misfit.late]
    first = f"! {say_count(len(late), 'step')} should have begun already, the first on {say_day(misfit.first)}:"
    lines = [first, *(f"!   {text}" for text in late)]
    if misfit.missing:
        days = say_count(misfit.missing, "working day")
        lines.append(f"! {days} too few: if all begins today, the deal can close on {say_day(misfit.earliest)}")
    return "\n".join([*lines, "! Leave steps out, shorten them, or move the close"]) + "\n"
