"""Annotated calls out of a plan that people corrected, and their files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from closeplan_nlp.errors import InputError
from closeplan_nlp.output import write_file
from closeplan_nlp.readers.reading import slug
from closeplan_nlp.training.corpus import ITEMS
from closeplan_nlp.training.corrections import MARK, Review, reviews, short, unquoted
from closeplan_nlp.training.transcripts import Shelf, with_people
from closeplan_nlp.types import ClosePlan, Transcript
from closeplan_nlp.writing import write_transcript


@dataclass(frozen=True)
class AnnotatedCall:
    """A call with its annotations, its name as a file, and what people did to its items."""

    name: str
    call: Transcript
    gold: dict[str, Any]
    review: Review


@dataclass(frozen=True)
class Annotated:
    """The calls of a plan that can be trained on, and one line for each that cannot, and why."""

    calls: tuple[AnnotatedCall, ...]
    notes: tuple[str, ...]


def annotate(plan: ClosePlan, folder: Path) -> Annotated:
    """The reviewed calls of a plan whose transcripts are in a folder. Raises InputError where there is no folder."""
    shelf = Shelf(folder)
    made, notes = [], []
    for review in reviews(plan):
        if not review.is_done:
            notes.append(_undone(review))
            continue
        try:
            made.append(_annotated(plan, review, shelf))
        except InputError as error:
            notes.append(f"{review.source.id} is left out: {error}")
    loose = unquoted(plan)
    if loose:
        notes.append(
            f"{len(loose)} items have no quote, so no call teaches them ({short(loose)}). "
            "Give them `evidence` in the plan file: source, turn, quote"
        )
    return Annotated(tuple(made), tuple(notes))


def _undone(review: Review) -> str:
    """Why a call is left out."""
    name = review.source.id
    if review.unproved:
        return f"{name} is left out: no quotes of it prove {short(review.unproved)}. Write `evidence`, or drop them"
    if not review.unseen:
        return f"{name} is left out: the plan holds no item of it"
    count = len(review.unseen)
    return (
        f"{name} is left out: nobody has looked at {count} of its items ({short(review.unseen)}). Confirm, change or "
        f"drop them, or write `{MARK}: true` to the call in `sources`"
    )


def _annotated(plan: ClosePlan, review: Review, shelf: Shelf) -> AnnotatedCall:
    source = review.source
    call = shelf.find(source, (proof for item in plan.items if not item.dropped for proof in item.evidence))
    name = f"{slug(plan.deal.name)}-{source.id}"
    gold = {"id": name, "items": list(review.items), "dropped": list(review.withdrawn)}
    return AnnotatedCall(name, with_people(call, plan, source), gold, review)


def write_calls(calls: Sequence[AnnotatedCall], folder: Path) -> str:
    """Write `NAME.json` and `NAME.items.json` of each; one line about each of them."""
    lines = []
    for each in calls:
        write_file(folder / f"{each.name}.json", write_transcript(each.call))
        write_file(folder / f"{each.name}{ITEMS}", json.dumps(each.gold, ensure_ascii=False, indent=1) + "\n")
        review = each.review
        done = f"{review.confirmed} confirmed, {review.changed} changed, {review.dropped + review.deleted} taken out"
        lines.append(f"{folder / each.name}{ITEMS}: {len(review.items)} items ({done})\n")
    return "".join(lines)
