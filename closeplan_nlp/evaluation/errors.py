"""The worst errors of predicted items, with quotes and the turns around them, for people who want to know why.

A false alarm is the worse, the surer the pipeline was; a miss, the more turns prove the item. What a careful reader
might leave out is no error.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from closeplan_nlp.evaluation.files import call_name, read_rows
from closeplan_nlp.evaluation.scoring import ScoredItem, match
from closeplan_nlp.types import Turn

AROUND = 1
"""Turns shown before and after each one of the evidence."""
MISS, ALARM = "miss", "false alarm"


@dataclass(frozen=True)
class ItemError:
    """One missed gold item, or one predicted item that is none.

    `confidence` is the pipeline's (None for a miss), `turns` prove the item, `quotes` are its words by turn. `near` is
    the item on the other side that shares the most turns with it, by kind and text: a wrong kind, or one item made of
    two. `context` are the turns of the evidence and around it, by number: (number, speaker, text).
    """

    call: str
    way: str
    kind: str
    text: str
    turns: tuple[int, ...]
    confidence: float | None = None
    quotes: tuple[tuple[int, str], ...] = ()
    near: tuple[str, str] | None = None
    context: tuple[tuple[int, str | None, str], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The error as JSON-ready values."""
        quotes = [{"turn": turn, "quote": quote} for turn, quote in self.quotes]
        context = [{"turn": number, "speaker": speaker, "text": text} for number, speaker, text in self.context]
        near = {"kind": self.near[0], "text": self.near[1]} if self.near else None
        return {**vars(self), "turns": list(self.turns), "quotes": quotes, "near": near, "context": context}


@dataclass(frozen=True)
class Annotated:
    """The items of one file as the scorer takes them, and what the scorer does not look at."""

    items: tuple[ScoredItem, ...]
    rows: tuple[dict[str, Any], ...] = field(repr=False)

    def row(self, item: ScoredItem) -> dict[str, Any]:
        """The row that an item was read from."""
        return next(row for own, row in zip(self.items, self.rows, strict=True) if own is item)


def find_errors(predicted: Path, gold: Path, turns: Sequence[Turn] = (), *, around: int = AROUND) -> list[ItemError]:
    """All errors of one call: its plan (or items) against its gold; `turns` are the call's, for the context.

    Raises InputError and FormatError, as the scorer's reading does.
    """
    guess, truth = _read(predicted), _read(gold)
    result = match(guess.items, truth.items)
    missed = [item for item in result.missed if item.sure]
    name = call_name(gold)
    errors = [_error(name, ALARM, guess, item, truth) for item in result.spurious]
    errors += [_error(name, MISS, truth, item, guess) for item in missed]
    return [_with_context(error, turns, around) for error in errors]


def worst(errors: Sequence[ItemError], most: int) -> list[ItemError]:
    """The `most` worst false alarms and as many misses, the worst first; ties by call and turn."""
    alarms = sorted((e for e in errors if e.way == ALARM), key=lambda e: (-(e.confidence or 0.0), e.call, e.turns))
    misses = sorted((e for e in errors if e.way == MISS), key=lambda e: (-len(e.turns), e.call, e.turns))
    return [*alarms[:most], *misses[:most]]


def turns_beside(gold: Path) -> tuple[Turn, ...]:
    """The turns of the transcript `NAME.json` beside `NAME.items.json`; none where it is no transcript of ours."""
    path = gold.with_name(f"{call_name(gold)}.json")
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["turns"]
        return tuple(Turn.model_validate(row) for row in rows)
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def _read(path: Path) -> Annotated:
    rows = read_rows(path)
    return Annotated(tuple(item for item, _ in rows), tuple(row for _, row in rows))


def _error(call: str, way: str, own: Annotated, item: ScoredItem, others: Annotated) -> ItemError:
    row = own.row(item)
    proofs = row.get("evidence")
    quotes = [
        (proof["turn"], str(proof["quote"]))
        for proof in (proofs if isinstance(proofs, list) else ())
        if isinstance(proof, dict) and isinstance(proof.get("turn"), int) and proof.get("quote")
    ]
    confidence = row.get("confidence") if way == ALARM else None
    near = max(others.items, key=lambda o: (len(o.turns & item.turns), o.kind == item.kind), default=None)
    return ItemError(
        call=call,
        way=way,
        kind=item.kind,
        text=item.text,
        turns=tuple(sorted(item.turns)),
        confidence=confidence if isinstance(confidence, int | float) else None,
        quotes=tuple(quotes),
        near=(near.kind, near.text) if near and near.turns & item.turns else None,
    )


def _with_context(error: ItemError, turns: Sequence[Turn], around: int) -> ItemError:
    numbers = {n for turn in error.turns for n in range(turn - around, turn + around + 1) if 0 <= n < len(turns)}
    context = tuple((n, turns[n].speaker, turns[n].text) for n in sorted(numbers))
    return ItemError(**{**vars(error), "context": context})


def errors_text(errors: Sequence[ItemError]) -> str:
    """The errors for people to read: what was found or missed, what stands near it, and what was said."""
    return "".join(map(_told, errors)) or "no errors\n"


def _told(error: ItemError) -> str:
    sure = f" (confidence {error.confidence:.2f})" if error.confidence is not None else ""
    lines = [f"\n[{error.call}] {error.way}, {error.kind}{sure}: {error.text}"]
    if error.near:
        other = "gold has" if error.way == ALARM else "found was"
        lines.append(f"  {other} {error.near[0]}: {error.near[1]}")
    if error.context:
        marked = ((">" if n in error.turns else " ", n, speaker, text) for n, speaker, text in error.context)
        lines += [f"  {sign} {n} {speaker or '?'}: {text}" for sign, n, speaker, text in marked]
    else:
        lines += [f"  > {turn}: {quote}" for turn, quote in error.quotes]
    return "\n".join(lines) + "\n"
