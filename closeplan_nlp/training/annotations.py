"""What an annotated item may say, by the annotation guide, and what is wrong with one that says something else.

An annotated call is a transcript `NAME.json` (contract 1) beside `NAME.items.json`: `items`, and `dropped` ones that
were declined or withdrawn in the call. The data card (`data/training/README.md`) describes the fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from closeplan_nlp.due import span_of
from closeplan_nlp.kinds import IMPORTANCES, KINDS, SIDES, STATUSES, Kind

ROLES = ("state", "ask", "accept", "revise", "done", "recap", "context", "decline", "withdraw")
"""What a turn does for an item; without one nothing is learnt of the turn's role."""
DROPPED = ("declined", "withdrawn")
FIELDS = ("side", "owner", "due", "due_text", "category", "importance", "status", "condition", "sure")
SIDES_OF = {
    "action_item": ("seller", "both", "unknown"),
    "customer_commitment": ("customer",),
    "decision_criterion": ("customer",),
}
"""The sides that an item of a kind may have, where not all."""
LONGEST = 80
"""Characters of a value in a message."""


@dataclass(frozen=True)
class Fault:
    """Something in an annotated item that cannot be so, and what to do about it."""

    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.reason}. {self.remedy}"


def filled(item: dict[str, Any]) -> dict[str, Any]:
    """The item with all its fields: what is left out is null, and sure."""
    return {**dict.fromkeys(FIELDS), "sure": True, **item}


def faults(item: Any, turns: Sequence[str], *, dropped: bool = False, complete: bool = True) -> list[Fault]:
    """What is wrong with one item of a call whose turns have these texts.

    `dropped` says that it is one of the dropped items, which may be vague. A `complete` item says everything that the
    guide asks of its kind; one that is not may have null where nobody knows, and no roles.
    """
    if not isinstance(item, dict):
        return [Fault(f"an object expected, found {_shown(item)}", "Write every item as an object")]
    name = item.get("kind")
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        return [Fault(f"unknown kind {_shown(name)}", f"Known ones: {', '.join(KINDS)}")]
    rest = _proofs(item, turns, complete) if isinstance(item.get("evidence"), list) else iter(())
    return [*_values(item, kind, dropped, complete), *_texts(item), *rest]


def allowed(kind: Kind, *, dropped: bool = False, complete: bool = True) -> dict[str, tuple[str | None, ...]]:
    """The values of the fields that take one of a list, for items of a kind."""
    unknown = (None,) if dropped or not complete else ()
    open_statuses = (*STATUSES, *(() if complete else (None,))) if kind.has_status else (None,)
    return {
        "side": SIDES if dropped else SIDES_OF.get(kind.key, SIDES),
        "category": (*kind.categories, *unknown) if kind.categories else (None,),
        "importance": (*IMPORTANCES, *unknown) if kind.has_importance else (None,),
        "status": DROPPED if dropped else open_statuses,
    }


def _values(item: dict[str, Any], kind: Kind, dropped: bool, complete: bool) -> Iterator[Fault]:
    for field, values in allowed(kind, dropped=dropped, complete=complete).items():
        value = item.get(field)
        if value not in values:
            known = ", ".join("null" if each is None else each for each in values)
            yield Fault(f"{field} {_shown(value)} with the kind {kind.key}", f"It may be: {known}")
    due = item.get("due")
    if due is not None and not (isinstance(due, str) and span_of(due)):
        yield Fault(f"due {_shown(due)} is no day, month or quarter", "Write 2026-03-06, 2026-03 or 2026-Q1")


def _texts(item: dict[str, Any]) -> Iterator[Fault]:
    if not isinstance(item.get("text"), str) or not item["text"].strip():
        yield Fault("no text", "Say in `text` what is to be done, or what holds")
    for field in ("owner", "due_text", "condition"):
        if not isinstance(item.get(field), str | None):
            yield Fault(f"{field} {_shown(item[field])} is no text", "Write text, or null where nobody is known")
    if not isinstance(item.get("sure", True), bool):
        yield Fault(f"sure {_shown(item['sure'])} is neither true nor false", "Write true or false")
    if not isinstance(item.get("evidence"), list) or not item["evidence"]:
        yield Fault("no evidence", 'Write "evidence": [{"turn": 3, "quote": "…"}]')


def _proofs(item: dict[str, Any], turns: Sequence[str], complete: bool) -> Iterator[Fault]:
    numbers: set[int] = set()
    for proof in item["evidence"]:
        turn = proof.get("turn") if isinstance(proof, dict) else None
        if type(turn) is not int:
            yield Fault(f"the evidence {_shown(proof)} names no turn", 'Write {"turn": 3, "quote": "…"}')
            return
        numbers.add(turn)
        yield from _proof(proof, turn, turns, complete)
    if (
        numbers
        and "turns" in item
        and (not isinstance(item["turns"], list) or set(map(_shown, item["turns"])) != _all(numbers))
    ):
        yield Fault(f"turns {_shown(item['turns'])} are not those of the evidence", f"Write {sorted(numbers)}")


def _proof(proof: dict[str, Any], turn: int, turns: Sequence[str], complete: bool) -> Iterator[Fault]:
    if not 0 <= turn < len(turns):
        yield Fault(f"there is no turn {turn}", f"The call has turns 0 to {len(turns) - 1}")
        return
    role, quote = proof.get("role"), proof.get("quote")
    if role not in ROLES and (complete or role is not None):
        yield Fault(f"role {_shown(role)} in turn {turn}", f"It may be: {', '.join(ROLES)}")
    if not isinstance(quote, str) or not quote.strip() or quote not in turns[turn]:
        yield Fault(f"turn {turn} does not say {_shown(quote)} but {_shown(turns[turn])}", "Quote it word for word")


def _all(numbers: set[int]) -> set[str]:
    return set(map(_shown, numbers))


def _shown(value: Any) -> str:
    """A value in a message: on one line, and not too long."""
    text = "null" if value is None else repr(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
